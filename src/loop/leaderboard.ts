import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { leaderboardCsv } from '../core/leaderboard.ts';
import { withRegradedScores } from '../core/regrade.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { readableRegrades } from '../store/regrades.ts';

/** What `leaderboard.csv` says after these decisions; it is derived from them, their iterations' metrics and the regrades. */
export async function leaderboardOf(
  workspace: Workspace,
  runId: string,
  decisions: readonly Decision[],
): Promise<string> {
  const regrades = await readableRegrades(workspace);
  const entries = decisions.map(async (decision) => {
    const { iteration } = decision;
    const metrics = await metricsAt(workspace.iteration(iteration).metrics);
    return { decision, metrics: withRegradedScores(metrics, iteration, regrades) };
  });
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
