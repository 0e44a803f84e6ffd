import { type AgentRow, agentRows } from '../core/agent-results.ts';
import { UserError } from '../core/errors.ts';
import { type EstimateRow, estimatesOf } from '../core/estimates.ts';
import type { Headline } from '../core/headline.ts';
import type { Level } from '../core/levels.ts';
import { formatDiagnostic } from '../core/schema/diagnostic.ts';
import type { ForkedFrom } from '../core/schema/forked-from.ts';
import { runRecordSchema } from '../core/schema/run.ts';
import type { SuiteNoise } from '../core/suite-noise.ts';
import { entryOf, type LogEntry } from '../report/log-table.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { isForeign } from '../store/foreign.ts';
import { readNoise } from '../store/journal.ts';
import { readRecord, readText } from '../store/records.ts';
import { parseRows } from '../store/results.ts';
import { readDecided } from '../store/run-state.ts';
import { readLevels } from '../store/run-view/measured-apart.ts';
import { readHeadline } from './headline-in.ts';
import type { Shell } from './shell.ts';

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
  /** What is wrong with `results.tsv`. */
  readonly problems: readonly string[];
}

/** From its decisions where the workspace has them, so that a torn `results.tsv` hides nothing. */
export async function readResults(shell: Shell, named: string | undefined): Promise<Results> {
  const workspace = await findWorkspace(shell.cwd, named);
  const decisions = (await isForeign(workspace)) ? [] : await readDecided(workspace);
  const text = await readText(workspace.results);
  if (text === null && decisions.length === 0) {
    throw new UserError('invalid_workspace', `${workspace.root} has no results yet.`, {
      hint: 'Run `skillratchet improve SKILL`; the baseline is the first row.',
    });
  }
  const stored = parseRows(text ?? '');
  const problems = stored.problems.map(formatDiagnostic);
  const noise = await readNoise(workspace.events);
  const entries = decisions.length > 0 ? decisions.map(entryOf) : stored.rows.map((row) => ({ row, counted: null }));
  const headline = await readHeadline(workspace, decisions);
  const run = await readRecord(workspace.run, runRecordSchema);
  const forked = run?.forked_from ?? null;
  const estimates = estimatesOf(decisions);
  const by_agent = agentRows(decisions, run);
  return { entries, estimates, by_agent, headline, noise, levels: readLevels(workspace), forked, problems };
}
