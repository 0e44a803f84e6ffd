import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { leaderboardCsv } from '../core/leaderboard.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';

/** What `leaderboard.csv` says after these decisions; it is derived from them and their iterations' metrics. */
export async function leaderboardOf(
  workspace: Workspace,
  runId: string,
  decisions: readonly Decision[],
): Promise<string> {
  const entries = decisions.map(async (decision) => ({
    decision,
    metrics: await metricsAt(workspace.iteration(decision.iteration).metrics),
  }));
  return leaderboardCsv(runId, await Promise.all(entries));
}

/** Metrics that cannot be read are not known; no run stops for want of them. */
async function metricsAt(path: string): Promise<unknown> {
  try {
    return await readRecord(path, z.unknown());
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
