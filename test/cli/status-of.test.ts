import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readStatus } from '../../src/cli/status-of.ts';
import type { State } from '../../src/core/schema/run.ts';
import { type Workspace, workspaceAt } from '../../src/store/layout.ts';
import { trialEnded } from '../core/run-events.ts';
import { useTempFolder } from '../platform/temp.ts';
import { RUN } from '../support/run-record.ts';
import { quietShell } from '../support/shell.ts';
import { whileRead } from '../support/while-read.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
let workspace: Workspace;

const STATE: State = {
  schema_version: 1,
  phase: 'stopped',
  iteration: 1,
  incumbent: 'v0',
  limits: {
    iterations: 5,
    max_trials: null,
    max_cost_usd: null,
    max_tokens: null,
    final_passes: null,
    max_time_ms: null,
    max_reverts: 3,
    max_errors: null,
    concurrency: 4,
    own_budget: true,
    speculate: false,
    artifact_bytes: null,
  },
  spend: { calls: 1, trials: 1, cost_usd: null, tokens: null, duration_ms: 0 },
  stop_reason: 'iterations',
  warnings: [],
};
const TRIALS = ['a', 'b'].map((id) => JSON.stringify({ ...trialEnded(id, 'timeout'), iteration: 0 })).join('\n');

/** Beside the workspace, what a run at work is about to write. */
beforeEach(async () => {
  const row = { iteration: 0, timestamp: '2025-01-15T10:30:00+00:00', score: '0.5', best_score: '0.5' };
  const decision = {
    ...{ schema_version: 1, iteration: 0, decision: 'keep', reason: 'baseline', is_best: true, rule: 'strict' },
    ...{ best_before: null, best_after: 0.5, numbers: {}, standing: { before: null, after: null }, unmeasured: [] },
    flips: { fixed: [], broken: [], expected: [] },
    row: { ...row, action: 'baseline', changelog: 'Initial evaluation' },
  };
  await writeTree(temp(), {
    'W/run.json': JSON.stringify(RUN),
    'W/events.jsonl': `${TRIALS}\n`,
    'W/iteration-0': null,
    'state.json': JSON.stringify(STATE),
    'decision.json': JSON.stringify(decision),
  });
  workspace = workspaceAt(join(temp(), 'W'));
});

const status = () => readStatus(quietShell(temp()), 'W');
const put = (name: string, path: string) => `cp '${temp()}/${name}' '${path}'`;

describe('the status of a run at work', () => {
  it('counts the trials that wait for their iteration', async () => {
    expect(await status()).toMatchObject({ open_trials: 2, last: null, best: null, state: null, held_by: null });
  });

  it('has no open trials of an iteration that is decided in this moment', async () => {
    await rm(workspace.events);
    const written = whileRead(workspace.events, put('decision.json', workspace.iteration(0).decision), `${TRIALS}\n`);
    expect(await status()).toMatchObject({ open_trials: 0, best: 'v0', last: { iteration: 0 } });
    await written;
  });

  it('knows why a run stopped that goes in this moment', async () => {
    const written = whileRead(workspace.lock, put('state.json', workspace.state));
    expect(await status()).toMatchObject({ held_by: null, state: { stop_reason: 'iterations' } });
    await written;
  });
});
