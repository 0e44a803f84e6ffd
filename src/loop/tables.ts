import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { historyJson } from '../core/history.ts';
import { leaderboardCsv } from '../core/leaderboard.ts';
import { withRegradedScores } from '../core/regrade.ts';
import type { Decision } from '../core/schema/decision.ts';
import { proposalSchema } from '../core/schema/proposal.ts';
import type { RunRecord } from '../core/schema/run.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { readableRegrades } from '../store/regrades.ts';

/** The texts of `leaderboard.csv` and `history.json`. */
export interface Tables {
  readonly leaderboard: string;
  readonly history: string;
}

/**
 * Makes the tables of a run as they are after some decisions; they are derived from these, their iterations' metrics and
 * proposals, and the regrades. Of each iteration the records are read once: what is decided changes no more.
 */
export function createTables(
  workspace: Workspace,
  { run_id, created_at: started_at, skill }: Pick<RunRecord, 'run_id' | 'created_at' | 'skill'>,
): (decisions: readonly Decision[]) => Promise<Tables> {
  const known = new Map<number, Promise<Recorded>>();
  const recordedOf = (iteration: number): Promise<Recorded> => {
    const recorded = known.get(iteration) ?? recordedIn(workspace, iteration);
    known.set(iteration, recorded);
    return recorded;
  };
  return async (decisions) => {
    const regrades = await readableRegrades(workspace);
    const entries = await Promise.all(
      decisions.map(async (decision) => ({ decision, ...(await recordedOf(decision.iteration)) })),
    );
    const scored = entries.map(({ decision, metrics }) => {
      return { decision, metrics: withRegradedScores(metrics, decision.iteration, regrades) };
    });
    const history = historyJson({ started_at, skill_name: skill.name }, entries);
    return { leaderboard: leaderboardCsv(run_id, scored), history: `${JSON.stringify(history, null, 2)}\n` };
  };
}

/** What the tables say of an iteration beside its decision. */
interface Recorded {
  readonly metrics: unknown;
  /** The version that it was made from. */
  readonly parent: string | null;
}

async function recordedIn(workspace: Workspace, iteration: number): Promise<Recorded> {
  const { metrics, proposal } = workspace.iteration(iteration);
  return {
    metrics: await knownAt(metrics, z.unknown()),
    parent: (await knownAt(proposal, parentSchema))?.parent ?? null,
  };
}

const parentSchema = proposalSchema.pick({ schema_version: true, parent: true });

/** What cannot be read is not known; no run stops for want of it. */
async function knownAt<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema> | null> {
  try {
    return await readRecord(path, schema);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
