import { basename } from 'node:path';
import { valueDifferences } from '../core/difference.ts';
import { UserError } from '../core/errors.ts';
import { flipsBetween } from '../core/referee/flips.ts';
import { exists } from '../platform/exists.ts';
import { hashTree } from '../platform/tree.ts';
import { type Comparison, metricDeltas } from '../report/compare.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import type { PatchSide } from '../store/patch.ts';
import { sideNamed } from '../store/run-view/changes.ts';
import { evalsFingerprint, isEvals, withoutEvals } from '../store/tree-hash.ts';
import { gradingsOf, type Inspected, metricsOf, readIterationIn, readJson } from './iteration-in.ts';
import type { Shell } from './shell.ts';
import { fileDiffs } from './sides-in.ts';
import { warnOnce } from './warn-once.ts';

/**
 * The two iterations that are meant: `1 3`, `WORKSPACE:1 OTHER:2`, or `WORKSPACE 1 3`. A UserError `usage` when these are
 * not two, or one means none.
 */
export async function twoIterations(
  shell: Shell,
  names: readonly string[],
  named: string | undefined,
): Promise<readonly [Inspected, Inspected]> {
  const [first = '', second, third] = names;
  if (second === undefined || names.length > 3) {
    throw new UserError('usage', 'Two iterations are compared.', { hint: 'Name them: skillratchet compare 1 3' });
  }
  const [a, b, where] = third === undefined ? [first, second, named] : [second, third, first];
  const warn = warnOnce(shell);
  const read = async (name: string) => {
    const { workspace, number } = await iterationNamed(shell, name, where);
    return readIterationIn(warn, workspace, number);
  };
  return [await read(a), await read(b)];
}

async function iterationNamed(shell: Shell, name: string, named: string | undefined) {
  const match = /^(?:(.+):)?(?:iteration-|v)?(\d+)$/.exec(name);
  if (match?.[2] === undefined) {
    throw new UserError('usage', `${JSON.stringify(name)} is no iteration.`, {
      hint: 'Name its number or version, such as 3 or v3, or with a workspace: ./my-skill-autoresearch:3',
    });
  }
  return { workspace: await findWorkspace(shell.cwd, match[1] ?? named), number: Number(match[2]) };
}

/** Two iterations beside each other: what was measured, with which settings, and which expectations flipped. */
export async function comparisonOf(a: Inspected, b: Inspected): Promise<Comparison> {
  const comparable = await sameEvals(a, b);
  const [old, now] = [readJson(a, 'config.json'), readJson(b, 'config.json')];
  // The form that it is written in is no setting.
  const changes = valueDifferences('config.json', old, now).filter(
    (one) => one.kind !== 'value' || one.place !== '/schema_version',
  );
  return {
    a: nameOf(a, b),
    b: nameOf(b, a),
    comparable,
    metric_diff: metricDeltas(metricsOf(a), metricsOf(b)),
    config_diff: changes.flatMap((one) =>
      one.kind === 'value' ? [{ path: one.place, old: one.stored ?? null, new: one.computed ?? null }] : [],
    ),
    files: await filesBetween(a, b),
    flips: comparable ? flipsBetween(gradingsOf(a.trials), gradingsOf(b.trials)) : null,
  };
}

/** null where a side keeps no tree, as of a candidate that was turned away. */
async function filesBetween(a: Inspected, b: Inspected): Promise<Comparison['files']> {
  const [old = null, now = null] = await Promise.all(
    [a, b].map(({ workspace, number }) => sideNamed(workspace, `iteration-${number}`)),
  );
  if (old === null || now === null) return null;
  const skill = ({ dir, entries }: PatchSide): PatchSide => ({ dir, entries: withoutEvals(entries) });
  return fileDiffs(skill(old), skill(now));
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
