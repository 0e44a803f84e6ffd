import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { estimatesTsv } from '../core/estimates.ts';
import type { Decision } from '../core/schema/decision.ts';
import { writeDurable } from '../platform/atomic.ts';
import { versionOf, type Workspace } from '../store/layout.ts';
import { readText } from '../store/records.ts';

/**
 * What rule `race` says of a run beside its decisions, derived from them, by absolute path: `estimates.tsv`, and the
 * referee's standing as each version was kept. Nothing under another rule.
 */
export function beliefTexts(workspace: Workspace, decisions: readonly Decision[]): ReadonlyMap<string, string> {
  const ruled = decisions.filter(({ rule }) => rule === 'race');
  if (ruled.length === 0) return new Map();
  return new Map([[workspace.estimates, estimatesTsv(ruled)], ...standingTexts(workspace, decisions)]);
}

/** `beliefs/vN.json` alone, by absolute path. */
export function standingTexts(workspace: Workspace, decisions: readonly Decision[]): ReadonlyMap<string, string> {
  const kept = decisions.filter(({ rule, decision }) => rule === 'race' && decision === 'keep');
  return new Map(kept.map((decision) => [workspace.belief(versionOf(decision.iteration)), textOf(beliefOf(decision))]));
}

/** Writes these where they are missing or say something else. */
export async function writeBeliefs(workspace: Workspace, decisions: readonly Decision[]): Promise<void> {
  for (const [path, text] of beliefTexts(workspace, decisions)) {
    if ((await readText(path)) === text) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeDurable(path, text);
  }
}

/** `beliefs/vN.json`: the referee's standing once it had kept a version. */
export function beliefOf({ iteration, rule, standing }: Decision) {
  return { schema_version: 1, version: versionOf(iteration), rule, standing: standing.after };
}

function textOf(belief: object): string {
  return `${JSON.stringify(belief, null, 2)}\n`;
}
