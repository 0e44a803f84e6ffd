import { expect, it } from 'vitest';
import { type HistoricTrial, historyCsv, historyRow } from '../../src/core/metric-history.ts';
import { grading } from './gradings.ts';

const USAGE = { input_tokens: 10, output_tokens: 0, cached_input_tokens: 4, cost_usd: 0.125 };
const RECORD = { outcome: 'graded', duration_ms: 1500, usage: USAGE } as const;
const TRIAL: HistoricTrial = { evalId: 'a', trial: 2, record: RECORD, grading: grading('++-+') };

it('a trial has its counts, tokens, cost and time', () => {
  expect(historyCsv([TRIAL])).toBe(
    'eval_id,trial,outcome,passed,total,pass_rate,tokens_in,tokens_out,cost_usd,duration_ms\n' +
      'a,2,graded,3,4,0.75,10,0,0.125,1500\n',
  );
});

it.each<readonly [string, Partial<HistoricTrial>, string]>([
  ['was not measured', { record: { ...RECORD, outcome: 'timeout' }, grading: null }, 'a,2,timeout,,,,10,0,0.125,1500'],
  ['has not ended', { record: { ...RECORD, outcome: null }, grading: null }, 'a,2,,,,,10,0,0.125,1500'],
  ['is of another tool', { record: null }, 'a,2,graded,3,4,0.75,,,,'],
  ['passed nothing', { grading: grading('--') }, 'a,2,graded,0,2,0,10,0,0.125,1500'],
])('a trial that %s is empty, never 0, where nothing is known', (_, parts, line) => {
  expect(historyCsv([{ ...TRIAL, ...parts }]).split('\n')[1]).toBe(line);
});

it('a row is the same for programs, with null for what is not known', () => {
  expect(historyRow({ evalId: 'a', trial: 1, record: null, grading: null })).toEqual({
    eval_id: 'a',
    trial: 1,
    outcome: null,
    passed: null,
    total: null,
    pass_rate: null,
    tokens_in: null,
    tokens_out: null,
    cost_usd: null,
    duration_ms: null,
  });
});
