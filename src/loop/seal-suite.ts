import { chmod, cp, mkdir, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { loadSealedSuite, type SealedSuite } from '../evals/sealed-suite.ts';
import type { SuiteOptions } from '../evals/suite.ts';
import { exists, leadsSomewhere } from '../platform/exists.ts';
import { copyTree } from '../platform/tree.ts';
import { removeTree } from '../platform/tree-remove.ts';
import type { Workspace } from '../store/layout.ts';
import { treeHash } from '../store/tree-hash.ts';

export interface SealRequest extends SuiteOptions {
  /** The file of evals. Absolute. */
  readonly path: string;
  readonly skillDir: string;
  readonly workspaceRoot: string;
  /** The skill's own evals. */
  readonly known: readonly EvalCase[];
}

/** Reads the evals of `--sealed`; a UserError where they lie within reach of an agent, or cannot be used. */
export async function readSealed({ path, skillDir, workspaceRoot, ...options }: SealRequest): Promise<SealedSuite> {
  const suite = await loadSealedSuite(path, options);
  for (const folder of [skillDir, workspaceRoot]) {
    if (!(await exists(folder))) continue;
    if (!`${await realpath(path)}`.startsWith(`${await realpath(folder)}${sep}`)) continue;
    throw new UserError('usage', `${path} lies in ${folder}, where agents could come across it.`, {
      hint: 'Keep sealed evals outside the skill and its workspace, or give evals of the skill "split": "test".',
    });
  }
  return suite;
}

/** Copies what the sealed evals need where only we can read it, and returns its fingerprint. Called before there is a run. */
export async function sealSuite({ sealed, sealedSuite }: Workspace, { files }: SealedSuite): Promise<string> {
  const aside = join(sealed, '.suite.partial');
  for (const leftover of [aside, sealedSuite]) await removeTree(leftover);
  await mkdir(sealed, { recursive: true });
  await chmod(sealed, 0o700);
  for (const { from, to } of files) {
    await mkdir(dirname(join(aside, to)), { recursive: true });
    await cp(from, join(aside, to), { recursive: true, dereference: true, filter: leadsSomewhere });
  }
  const mode = ({ type, mode }: { readonly type: string; readonly mode: number }) =>
    type === 'file' ? mode & ~0o222 : mode | 0o700;
  const entries = await copyTree(aside, sealedSuite, { flush: true, mode });
  await removeTree(aside);
  return treeHash(entries, { withEvals: true });
}
