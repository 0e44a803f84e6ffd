import { type AgentRow, agentRows } from '../core/agent-results.ts';
import { UserError } from '../core/errors.ts';
import { type EstimateRow, estimatesOf } from '../core/estimates.ts';
import type { Headline } from '../core/headline.ts';
import type { Level } from '../core/levels.ts';
import type { ForkedFrom } from '../core/schema/forked-from.ts';
import { runRecordSchema } from '../core/schema/run.ts';
import type { SuiteNoise } from '../core/suite-noise.ts';
import { entryOf, type LogEntry } from '../report/log-table.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { isForeign } from '../store/foreign.ts';
import { readNoise } from '../store/journal.ts';
import { viewedDecisions } from '../store/run-view/decisions.ts';
import { openDoor } from '../store/run-view/door.ts';
import { viewedLevels } from '../store/run-view/measured-apart.ts';
import { viewedHeadline } from './headline-in.ts';
import type { Shell } from './shell.ts';
import { warnOnce } from './warn-once.ts';

/** What a workspace says of its progression. */
export interface Results {
  readonly entries: readonly LogEntry[];
  /** None under another rule than `race`. */
  readonly estimates: readonly EstimateRow[];
  /** What each agent of a run with several scored in each iteration. */
  readonly by_agent: readonly AgentRow[];
  readonly headline: Headline | null;
  readonly noise: SuiteNoise | null;
  /** What was measured beside the climb. */
  readonly levels: readonly Level[];
  /** null for a run whose original is the skill as it was. */
  readonly forked: ForkedFrom | null;
}

/** From what can be read of a workspace, whoever wrote it; what cannot is said on standard error. */
export async function readResults(shell: Shell, named: string | undefined): Promise<Results> {
  const workspace = await findWorkspace(shell.cwd, named);
  const door = openDoor(workspace.root, warnOnce(shell));
  const decisions = viewedDecisions({ door, foreign: await isForeign(workspace) });
  if (decisions.length === 0 && door.size('results.tsv') === null) {
    throw new UserError('invalid_workspace', `${workspace.root} has no results yet.`, {
      hint: 'Run `skillratchet improve SKILL`; the baseline is the first row.',
    });
  }
  const run = door.record('run.json', runRecordSchema);
  return {
    entries: decisions.map(entryOf),
    estimates: estimatesOf(decisions),
    by_agent: agentRows(decisions, run),
    headline: viewedHeadline(door, decisions),
    noise: await readNoise(workspace.events),
    levels: viewedLevels(door),
    forked: run?.forked_from ?? null,
  };
}
