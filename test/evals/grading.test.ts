import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentEvent } from '../../src/agents/port.ts';
import { gradingSchema } from '../../src/core/schema/grading.ts';
import { executionMetrics } from '../../src/evals/execution-metrics.ts';
import { buildGrading, type GradingParts, judgedExpectations, runChecks } from '../../src/evals/grading.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';
import { evalCase } from './eval-case.ts';

const temp = useTempFolder();
const table = { type: 'file_contains', file: 'report.md', literal: '|' };
const total = { type: 'file_contains', file: 'report.md', literal: 'Total' };
const report = evalCase({
  expectations: [
    { number: 1, text: 'There is a table', check: table },
    { number: 2, text: 'It is well written', check: null },
    { number: 3, text: 'It has a total', check: total },
  ],
});

const noMetrics = {
  tool_calls: {},
  total_tool_calls: 0,
  total_steps: 0,
  errors_encountered: 0,
  output_chars: 0,
  transcript_chars: 0,
};
const feedback = { suggestions: [{ assertion: 'Ask for a title', reason: '' }], overall: 'Fine.' };

const VOTE = { seed: 7, order: [2], results: [{ number: 2, passed: true, evidence: '"Dear all"' }] };

function partsWith(changes: Partial<GradingParts> = {}): GradingParts {
  return {
    evalCase: report,
    checked: new Map([
      [3, { passed: false, evidence: 'no total' }],
      [1, { passed: true, evidence: 'a table' }],
    ]),
    judged: { asked: 1, votes: [VOTE], feedback, sources: { texts: ['Dear all, here it is.'], outputs: new Set() } },
    metrics: noMetrics,
    key: 'k',
    executorMs: 1500,
    judgeMs: 250,
    ...changes,
  };
}

describe('a grading', () => {
  it('has our texts in our order under both names, with the check where one decided', () => {
    expect(buildGrading(partsWith()).expectations).toEqual([
      {
        expectation: 'There is a table',
        text: 'There is a table',
        passed: true,
        evidence: 'a table',
        evidence_verified: null,
        source: 'check',
        check: table,
      },
      {
        expectation: 'It is well written',
        text: 'It is well written',
        passed: true,
        evidence: '"Dear all"',
        evidence_verified: true,
        source: 'judge',
      },
      {
        expectation: 'It has a total',
        text: 'It has a total',
        passed: false,
        evidence: 'no total',
        evidence_verified: null,
        source: 'check',
        check: total,
      },
    ]);
  });

  it('has counters that follow from its items, times in seconds, and the judge’s remarks', () => {
    const grading = buildGrading(partsWith());
    expect(grading).toMatchObject({
      summary: { pass_rate: 2 / 3, passed: 2, failed: 1, total: 3 },
      timing: { executor_duration_seconds: 1.5, grader_duration_seconds: 0.25, total_duration_seconds: 1.75 },
      eval_feedback: feedback,
    });
    expect(gradingSchema.parse(grading)).toEqual(grading);
  });

  it('needs no judge where checks decide everything', () => {
    const checked = evalCase({ expectations: report.expectations.filter(({ check }) => check !== null) });
    expect(judgedExpectations(checked)).toEqual([]);
    expect(buildGrading(partsWith({ evalCase: checked, judged: null }))).toMatchObject({
      summary: { total: 2 },
      eval_feedback: { suggestions: [], overall: '' },
    });
  });

  it('is never made when somebody did not answer', () => {
    expect(() => buildGrading(partsWith({ judged: null }))).toThrow('expectation 2 was graded by nobody');
    expect(() => buildGrading(partsWith({ checked: new Map() }))).toThrow('expectation 1 was graded by nobody');
  });

  it('asks the judge only what no check decides', () => {
    expect(judgedExpectations(report).map(({ number }) => number)).toEqual([2]);
  });

  it('has its checks run on the outputs, by number', async () => {
    const outputs = await writeTree(join(temp(), 'outputs'), { 'report.md': '| a | b |' });
    const trial = { outputs, evals: join(temp(), 'evals'), events: [], commands: null };
    const results = await runChecks(report, trial);
    expect([...results].map(([number, { passed }]) => [number, passed])).toEqual([
      [1, true],
      [3, false],
    ]);
    expect(results.get(1)?.evidence).toContain('report.md');
  });
});

describe('the metrics of an execution', () => {
  it('count messages, tool calls by name, errors, and the size of transcript and outputs', async () => {
    const outputs = await writeTree(join(temp(), 'outputs'), {
      'a.txt': 'äöü',
      'deep/b.txt': '1234',
      way: { link: 'a.txt' },
    });
    const events: AgentEvent[] = [
      { type: 'message', role: 'assistant', text: 'Let me see.' },
      { type: 'tool_call', id: '1', name: 'Bash', input: {} },
      { type: 'tool_result', id: '1', output: 'no', is_error: true },
      { type: 'tool_call', id: '2', name: 'Bash', input: {} },
      { type: 'tool_call', id: '3', name: 'Write', input: {} },
      { type: 'tool_result', id: '3', output: 'ok', is_error: false },
      { type: 'message', role: 'user', text: 'Go on.' },
    ];
    expect(await executionMetrics(events, outputs, 77)).toEqual({
      tool_calls: { Bash: 2, Write: 1 },
      total_tool_calls: 3,
      total_steps: 4,
      errors_encountered: 1,
      output_chars: 10,
      transcript_chars: 77,
    });
  });

  it('count tools by any name', async () => {
    const call: AgentEvent = { type: 'tool_call', id: '1', name: 'constructor', input: {} };
    expect((await executionMetrics([call, call], join(temp(), 'none'), 0)).tool_calls).toEqual({ constructor: 2 });
  });
});
