import type { Difference, Verification } from '../core/difference.ts';
import { verifyRun } from '../loop/verify-run.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { isForeign } from '../store/foreign.ts';
import { verifyForeign } from '../store/foreign-verify.ts';
import type { Shell } from './shell.ts';

/** Of what only is told. Without either, everything is. */
export interface VerifyParts {
  readonly formats?: boolean;
  readonly scores?: boolean;
}

/** Recomputes the workspace that is meant: all of it, or of another tool's what can be. */
export async function verifyIn(shell: Shell, named: string | undefined, parts: VerifyParts): Promise<Verification> {
  const workspace = await findWorkspace(shell.cwd, named);
  const found = (await isForeign(workspace)) ? await verifyForeign(workspace) : await verifyRun(workspace);
  if (!parts.formats && !parts.scores) return found;
  const isAsked = (one: Difference) => (parts.formats && one.kind === 'invalid') || (parts.scores && isOfScores(one));
  return { ...found, differences: found.differences.filter(isAsked) };
}

/** Records that hold scores, or what scores come from. */
const OF_SCORES =
  /(^|\/)(results\.tsv|estimates\.tsv|leaderboard\.csv|(decision|grading|metrics|final|certificate)\.json)$/;

function isOfScores({ path }: Difference): boolean {
  return OF_SCORES.test(path);
}
