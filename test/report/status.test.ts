import { describe, expect, it } from 'vitest';
import type { State } from '../../src/core/schema/run.ts';
import { plain } from '../../src/report/paint.ts';
import { type RunStatus, renderStatus } from '../../src/report/status.ts';
import { FINAL } from '../core/final.ts';
import { BY_TAG, NASTY, NASTY_SHOWN } from './paints.ts';

const AGENT = { name: 'claude', version: '2.0.1', model: 'sonnet' };
const STATE: State = {
  schema_version: 1,
  phase: 'stopped',
  iteration: 4,
  incumbent: 'v3',
  limits: {
    iterations: 5,
    max_trials: null,
    max_cost_usd: null,
    max_tokens: null,
    max_time_ms: null,
    max_reverts: 3,
    max_errors: null,
    concurrency: 4,
    final_passes: null,
    own_budget: true,
    speculate: false,
    artifact_bytes: null,
  },
  spend: { calls: 31, trials: 20, cost_usd: null, tokens: null, duration_ms: 65_000 },
  stop_reason: 'reverts',
  warnings: [],
};
const STATUS = {
  workspace: '/skills/release-notes-autoresearch',
  run: {
    run_id: '0a1b2c',
    skill: { name: 'release-notes', path: '/skills/release-notes', tree_hash: 'f00' },
    agents: { executor: AGENT, judge: AGENT, improver: { name: 'command', version: null, model: null } },
    created_at: '2025-01-15T10:30:00.000Z',
    forked_from: null,
  },
  held_by: null,
  state: STATE,
  best: 'v3',
  by_agent: [],
  last: {
    iteration: 3,
    timestamp: '2025-01-15T10:40:00+00:00',
    score: '0.85',
    best_score: '0.85',
    action: 'kept',
    changelog: 'Shorter examples',
  },
  headline: null,
  warnings: [],
  certificates: [],
  noise: null,
  open_trials: 0,
} satisfies RunStatus;

function factsOf(parts: Partial<RunStatus>): ReadonlyMap<string, string> {
  const lines = renderStatus({ ...STATUS, ...parts }, { paint: plain, columns: Number.POSITIVE_INFINITY }).split('\n');
  return new Map(lines.map((line) => [line.slice(0, 9).trim(), line.slice(9)]));
}

describe('the status of a run', () => {
  it('is a few aligned lines', () => {
    expect(`\n${renderStatus(STATUS, { paint: plain, columns: Number.POSITIVE_INFINITY })}\n`).toBe(`
skill    release-notes (/skills/release-notes)
run      0a1b2c, begun 2025-01-15T10:30:00.000Z
agents   executor claude 2.0.1 sonnet, judge claude 2.0.1 sonnet, improver command
at work  nobody; stopped by reverts
best     v3 at 0.85
last     iteration 3 kept: Shorter examples
spend    31 calls, 20 trials, 1:05, cost unknown
`);
  });

  it('has as its result the best version measured afresh, and under rule race the estimate as what steered', () => {
    const facts = factsOf({ headline: { type: 'fresh', final: FINAL, estimate: '0.85', certificate: null } });
    expect(facts.get('best')).toBe('v3 at 0.85, the estimate that steers the climb');
    expect(facts.get('result')).toBe('0.58 → 0.83, +25 ± 9 points on 2 fresh passes of 12 evals');
    const strict = factsOf({ headline: { type: 'fresh', final: FINAL, estimate: null, certificate: null } });
    expect(strict.get('best')).toBe('v3 at 0.85');
    const running = factsOf({ headline: { type: 'not fresh', best: 'v3', estimate: '0.85', certificate: null } });
    expect(running.get('result')).toBe('not measured afresh');
  });

  it('before the baseline has neither score nor spend', () => {
    const facts = factsOf({ state: null, best: null, last: null });
    expect(facts.get('best')).toBe('no score yet');
    expect(facts.get('last')).toBe('the baseline is not measured yet');
    expect(facts.get('at work')).toBe('nobody; the same command goes on');
    expect(facts.has('spend')).toBe(false);
  });

  it('names the process at work, and after a kill says how to go on', () => {
    expect(factsOf({ held_by: { pid: 4711, host: 'here' } }).get('at work')).toBe('process 4711 on here');
    expect(factsOf({ state: { ...STATE, stop_reason: null } }).get('at work')).toBe('nobody; the same command goes on');
  });

  it('names the run that it was forked from, and only of a fork', () => {
    const link = {
      workspace: `/${NASTY}`,
      run_id: '0f',
      version: 'v3',
      tree_hash: '',
      known_trees: [],
      submitted: false,
    };
    const facts = factsOf({ run: { ...STATUS.run, forked_from: link } });
    expect(facts.get('forked')).toBe(`from v3 of /${NASTY_SHOWN} (run 0f)`);
    const foreign = factsOf({ run: { ...STATUS.run, forked_from: { ...link, workspace: '/w', run_id: null } } });
    expect(foreign.get('forked')).toBe('from v3 of /w, which another tool wrote');
    expect(factsOf({}).has('forked')).toBe(false);
  });

  it('says what waits and what was odd, and only then', () => {
    const facts = factsOf({ open_trials: 3, warnings: [{ kind: 'evals', message: 'a key is unknown' }] });
    expect(facts.get('open')).toBe('3 finished trials wait for their iteration');
    expect(facts.get('warning')).toBe('a key is unknown');
    expect([...factsOf({}).keys()]).not.toContain('open');
  });

  it('knows no more of the run of another tool than its folder', () => {
    const facts = factsOf({ run: null, state: null });
    expect(facts.get('run')).toBe('unknown; the workspace is /skills/release-notes-autoresearch');
    expect(facts.get('at work')).toBe('nobody');
    expect(facts.get('best')).toBe('v3 at 0.85');
  });

  it('shows the best without a score where the row is missing', () => {
    expect(factsOf({ last: null }).get('best')).toBe('v3 at –');
  });

  it('lets nothing that others wrote steer the terminal', () => {
    const { run } = STATUS;
    const skill = { name: NASTY, path: `/${NASTY}`, tree_hash: '' };
    const facts = factsOf({ run: { ...run, skill }, warnings: [{ kind: 'other', message: NASTY }] });
    expect(facts.get('skill')).toBe(`${NASTY_SHOWN} (/${NASTY_SHOWN})`);
    expect(facts.get('warning')).toBe(NASTY_SHOWN);
    expect(facts.size).toBe(8);
  });

  it('dims the names of its lines', () => {
    expect(renderStatus(STATUS, { paint: BY_TAG, columns: 80 })).toMatch(/^<dim>skill<\/dim> {4}release-notes/);
  });
});
