import { describe, expect, it } from 'vitest';
import { agentResults, agentRows } from '../../src/core/agent-results.ts';
import { estimatesTsv } from '../../src/core/estimates.ts';
import { agentResultText } from '../../src/report/agent-results.ts';

const STRICT = { agents: { claude: { score: '3/4', best: '1/4' }, codex: { score: '1/2', best: '3/4' } } };
const BELIEVED = { raw: 0.75, delta: 0.012, sd: 0.04, z: 0.3, p_worse: 0.38, estimate: 0.6, low: 0.5, high: 0.7 };
const RACE = { trials: 4, agents: { claude: BELIEVED, codex: { ...BELIEVED, raw: null, delta: -0.02 } } };

describe('the results of agents', () => {
  it('are read from the numbers of either rule', () => {
    const [claude, codex] = agentResults({ numbers: STRICT });
    expect(claude).toEqual({ name: 'claude', score: 0.75, before: 0.25, estimate: null, delta: null, p_worse: null });
    expect(codex).toMatchObject({ name: 'codex', score: 0.5, before: 0.75 });
    expect(agentResults({ numbers: RACE })[0]).toMatchObject({ score: 0.75, estimate: 0.6, delta: 0.012 });
  });

  it('are none in a run with one agent, and where the numbers hold something else', () => {
    expect(agentResults({ numbers: {} })).toEqual([]);
    expect(agentResults({ numbers: { agents: 'claude' } })).toEqual([]);
  });

  it('are told in a line', () => {
    expect(agentResults({ numbers: STRICT }).map(agentResultText)).toEqual(['0.75, was 0.25', '0.5, was 0.75']);
    expect(agentResults({ numbers: RACE }).map(agentResultText)).toEqual([
      '0.75, counted as 0.60, +1.2 points, 38 % likely worse',
      'not measured whole, counted as 0.60, -2.0 points, 38 % likely worse',
    ]);
  });

  it('are a row an iteration and agent, of which nothing is known where the verdict says nothing', () => {
    const config = { agent: 'claude', further_agents: ['codex', 'command:/far/away/pi.mjs'] };
    const rows = agentRows(
      [
        { iteration: 0, numbers: STRICT },
        { iteration: 1, numbers: {} },
      ],
      { config },
    );
    expect(rows.map(({ iteration, name, score }) => [iteration, name, score])).toEqual([
      ...[[0, 'claude', 0.75] as const, [0, 'codex', 0.5] as const, [0, 'pi.mjs', null] as const],
      ...[[1, 'claude', null] as const, [1, 'codex', null] as const, [1, 'pi.mjs', null] as const],
    ]);
    expect(agentRows([{ iteration: 0, numbers: STRICT }], null).map(({ name }) => name)).toEqual(['claude', 'codex']);
  });

  it('have no rows in a run with one agent', () => {
    expect(agentRows([{ iteration: 0, numbers: {} }], { config: { agent: 'claude', further_agents: [] } })).toEqual([]);
    expect(agentRows([{ iteration: 0, numbers: {} }], null)).toEqual([]);
  });

  it('have columns of their own in estimates.tsv, and only there', () => {
    const of = (numbers: object) => ({ iteration: 0, rule: 'race', numbers: { ...numbers }, best_after: 0.6 });
    const [header, row] = estimatesTsv([of(RACE)])
      .trimEnd()
      .split('\n');
    expect(header?.split('\t').slice(-4)).toEqual(['codex:score', 'codex:estimate', 'codex:delta', 'codex:p_worse']);
    expect(row?.split('\t').slice(-4)).toEqual(['', '0.6', '-0.02', '0.38']);
    expect(estimatesTsv([of({ trials: 4 })]).split('\n')[0]).toMatch(/best_estimate$/);
  });
});
