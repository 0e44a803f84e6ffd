import { basename } from 'node:path';
import { valueDifferences } from '../core/difference.ts';
import { UserError } from '../core/errors.ts';
import { flipsBetween } from '../core/referee/flips.ts';
import { exists } from '../platform/exists.ts';
import { hashTree } from '../platform/tree.ts';
import { type Comparison, metricDeltas } from '../report/compare.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { evalsFingerprint, isEvals } from '../store/tree-hash.ts';
import { gradingsOf, type Inspected, metricsOf, readIterationIn, readJson } from './iteration-in.ts';
import type { Shell } from './shell.ts';

/** The iteration that `3` or `WORKSPACE:3` means. A UserError `usage` when it means none. */
export async function iterationNamed(shell: Shell, name: string, named: string | undefined): Promise<Inspected> {
  const match = /^(?:(.+):)?(?:iteration-)?(\d+)$/.exec(name);
  if (match?.[2] === undefined) {
    throw new UserError('usage', `${JSON.stringify(name)} is no iteration.`, {
      hint: 'Name its number, such as 3, or with a workspace: ./my-skill-autoresearch:3',
    });
  }
  const workspace = await findWorkspace(shell.cwd, match[1] ?? named);
  return readIterationIn(shell, workspace, Number(match[2]));
}

/** Two iterations beside each other: what was measured, with which settings, and which expectations flipped. */
export async function comparisonOf(a: Inspected, b: Inspected): Promise<Comparison> {
  const comparable = await sameEvals(a, b);
  const configs = await Promise.all(
    [a, b].map(({ workspace, number }) => readJson(workspace.iteration(number).config)),
  );
  const changes = valueDifferences('config.json', configs[0], configs[1]);
  return {
    a: nameOf(a, b),
    b: nameOf(b, a),
    comparable,
    metric_diff: metricDeltas(await metricsOf(a), await metricsOf(b)),
    config_diff: changes.flatMap((one) =>
      one.kind === 'value' ? [{ path: one.place, old: one.stored ?? null, new: one.computed ?? null }] : [],
    ),
    flips: comparable ? flipsBetween(gradingsOf(a.trials), gradingsOf(b.trials)) : null,
  };
}

/** With the workspace where there are two. */
function nameOf({ workspace, number }: Inspected, other: Inspected): string {
  const where = workspace.root === other.workspace.root ? '' : `${basename(workspace.root)}:`;
  return `${where}${number}`;
}

/** In one workspace the evals never change. */
async function sameEvals(a: Inspected, b: Inspected): Promise<boolean> {
  if (a.workspace.root === b.workspace.root) return true;
  const fingerprint = await fingerprintOf(a);
  return fingerprint !== null && fingerprint === (await fingerprintOf(b));
}

/** null where nothing says with which evals was measured. */
async function fingerprintOf({ run, workspace }: Inspected): Promise<string | null> {
  if (run !== null) return run.evals_sha256;
  const v0 = workspace.version('v0');
  const entries = (await exists(v0)) ? await hashTree(v0) : [];
  return entries.some(({ path }) => isEvals(path)) ? evalsFingerprint(entries) : null;
}
