import { UserError } from '../core/errors.ts';
import { historyJson } from '../core/history.ts';
import type { Decision } from '../core/schema/decision.ts';
import { proposalSchema } from '../core/schema/proposal.ts';
import type { RunRecord } from '../core/schema/run.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';

/** What `history.json` says after these decisions; it is derived from them and their proposals. */
export async function historyText(
  workspace: Workspace,
  { created_at, skill }: Pick<RunRecord, 'created_at' | 'skill'>,
  decisions: readonly Decision[],
): Promise<string> {
  const entries = decisions.map(async (decision) => ({
    decision,
    parent: await parentAt(workspace.iteration(decision.iteration).proposal),
  }));
  const document = historyJson({ started_at: created_at, skill_name: skill.name }, await Promise.all(entries));
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A proposal that cannot be read names no parent; no run stops for want of it. */
async function parentAt(path: string): Promise<string | null> {
  try {
    return (await readRecord(path, proposalSchema))?.parent ?? null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
