import { basename, posix, relative } from 'node:path';
import type { Difference } from '../core/difference.ts';
import { exists } from '../platform/exists.ts';
import { namesIn } from '../platform/names-in.ts';
import type { Workspace } from './layout.ts';
import { readText } from './records.ts';
import { checkSeal } from './seal.ts';
import type { Findings } from './verify-findings.ts';

export interface Closed {
  /** Numbers of the sealed iterations, in order. */
  readonly sealed: readonly number[];
  /** The iterations at work, in order; only the last ones may be open. */
  readonly open: readonly number[];
}

/** Checks every seal, that each holds the one before, and that no iteration is missing. */
export async function verifySeals(workspace: Workspace, findings: Findings): Promise<Closed> {
  const numbers = iterationsAmong(await namesIn(workspace.root));
  const last = numbers.at(-1) ?? -1;
  const sealed: number[] = [];
  const unsealed: number[] = [];
  for (let number = 0; number <= last; number += 1) {
    const { dir, seal } = workspace.iteration(number);
    if (!numbers.includes(number)) findings.add([missing(workspace, dir)]);
    else ((await exists(seal)) ? sealed : unsealed).push(number);
  }
  const lastSealed = sealed.at(-1) ?? -1;
  const open = unsealed.filter((number) => number > lastSealed);
  for (const number of unsealed) {
    if (number < lastSealed) findings.add([missing(workspace, workspace.iteration(number).seal)]);
  }
  for (const number of sealed) {
    const { dir } = workspace.iteration(number);
    findings.add((await findings.attempt(dir, () => verifySeal(workspace, number))) ?? []);
  }
  return { sealed, open };
}

function iterationsAmong(names: readonly string[]): readonly number[] {
  const numbers = names.flatMap((name) => /^iteration-(0|[1-9]\d*)$/.exec(name)?.[1] ?? []);
  return numbers.map(Number).sort((a, b) => a - b);
}

function missing({ root }: Workspace, path: string): Difference {
  return { kind: 'missing', path: relative(root, path) };
}

async function verifySeal(workspace: Workspace, number: number): Promise<readonly Difference[]> {
  const { dir, seal } = workspace.iteration(number);
  const check = await checkSeal(dir);
  if (check === null) return [];
  const differences = (['changed', 'missing', 'extra'] as const).flatMap((kind) =>
    check[kind].map((path): Difference => ({ kind, path: posix.join(basename(dir), path) })),
  );
  return (await holdsEarlierSeal(workspace, number))
    ? differences
    : [{ kind: 'changed', path: relative(workspace.root, seal) }, ...differences];
}

/** Without that line an earlier iteration could be written anew together with its seal. */
async function holdsEarlierSeal(workspace: Workspace, number: number): Promise<boolean> {
  if (number === 0) return true;
  const { dir, seal } = workspace.iteration(number);
  const earlier = relative(dir, workspace.iteration(number - 1).seal);
  return ((await readText(seal)) ?? '').split('\n').some((line) => line.endsWith(`  ${earlier}`));
}
