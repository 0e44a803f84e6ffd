import type { ForkedFrom } from '../core/schema/forked-from.ts';

/** "v3 of /work/plan-autoresearch (run 0a1b2c)" */
export function forkedText({ version, workspace, run_id }: ForkedFrom): string {
  return `${version} of ${workspace}${run_id === null ? ', which another tool wrote' : ` (run ${run_id})`}`;
}

/** Where the original of a run comes from, in a sentence. */
export function forkedSentence(forked: ForkedFrom): string {
  return `v0 was forked from ${forkedText(forked)}`;
}
