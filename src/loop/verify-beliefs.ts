import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { valueDifferences } from '../core/difference.ts';
import { type Decision, decisionSchema } from '../core/schema/decision.ts';
import { isTemporary } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { namesIn } from '../platform/names-in.ts';
import { versionOf, type Workspace } from '../store/layout.ts';
import type { Findings } from '../store/verify-findings.ts';
import { beliefOf, beliefTexts } from './belief-texts.ts';
import type { Decided } from './verify-derived.ts';
import { verifyText } from './verify-text.ts';

/**
 * `estimates.tsv` and `beliefs/` against the decisions: what rule `race` says, and nothing under another rule. While an
 * iteration is open, what belongs to it may be there already.
 */
export async function verifyBeliefs(
  workspace: Workspace,
  { decisions, open, moving }: Decided,
  findings: Findings,
): Promise<void> {
  if (decisions.length === 0 || moving) return;
  const [first] = open;
  const next = first === undefined ? null : await findings.read(workspace.iteration(first).decision, decisionSchema);
  await verifyEstimates(workspace, [decisions, ...(next === null ? [] : [[...decisions, next]])], findings);
  const kept = decisions.filter(({ rule, decision }) => rule === 'race' && decision === 'keep');
  for (const decision of kept) await verifyBelief(workspace, decision, findings);
  const allowed = [...kept, ...(next === null ? [] : [next])].map(({ iteration }) => `${versionOf(iteration)}.json`);
  const folder = dirname(workspace.belief('v0'));
  const names = (await findings.attempt(folder, () => namesIn(folder))) ?? [];
  const extra = names.filter((name) => !allowed.includes(name) && !isTemporary(name));
  findings.add(extra.map((name) => ({ kind: 'extra', path: relative(workspace.root, join(folder, name)) })));
}

async function verifyEstimates(
  workspace: Workspace,
  allowed: readonly (readonly Decision[])[],
  findings: Findings,
): Promise<void> {
  const texts = allowed.flatMap((decisions) => beliefTexts(workspace, decisions).get(workspace.estimates) ?? []);
  if (texts.length > 0) await verifyText({ root: workspace.root, findings }, workspace.estimates, texts);
  else if (await exists(workspace.estimates)) {
    findings.add([{ kind: 'extra', path: relative(workspace.root, workspace.estimates) }]);
  }
}

async function verifyBelief(workspace: Workspace, decision: Decision, findings: Findings): Promise<void> {
  const file = workspace.belief(versionOf(decision.iteration));
  const path = relative(workspace.root, file);
  if (!(await exists(file))) findings.add([{ kind: 'missing', path }]);
  const stored = await findings.read(file, z.unknown());
  if (stored !== null) findings.add(valueDifferences(path, stored, beliefOf(decision)));
}
