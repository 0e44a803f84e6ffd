import { cellOf, cellsOf } from '../core/cells.ts';
import { UserError } from '../core/errors.ts';
import { agentsIn, type RunRecord } from '../core/schema/run.ts';
import { type EvalCase, openEvals, sealedEvals } from '../core/schema/suite.ts';
import { withSplits } from '../core/splits.ts';
import { loadSuite } from '../evals/suite.ts';
import { hashTree } from '../platform/tree.ts';
import type { Workspace } from '../store/layout.ts';
import { treeHash } from '../store/tree-hash.ts';

/** All evals of a run, those that agents may meet and those that are kept from them until `submit`. */
export interface RunSuite {
  readonly open: readonly EvalCase[];
  /** That of the skill's own suite; null when it states none. */
  readonly canary: string | null;
  /** Those with an expectation. */
  readonly sealed: readonly EvalCase[];
  /** The folder in which an eval's input files lie. Absolute. */
  rootOf(evalCase: EvalCase): string;
}

/** Reads the frozen evals of a run. A UserError `invalid_workspace` where those of `--sealed` are not what they were. */
export async function readSuiteOfRun(workspace: Workspace, run: RunRecord): Promise<RunSuite> {
  const [v0, sealedRoot] = [workspace.version('v0'), workspace.sealedSuite];
  const { evals: all, canary } = await loadSuite(v0, { allowMissingFiles: true });
  const own = withSplits(all, run.splits);
  const apart = run.sealed_sha256 === null ? [] : await readApart(sealedRoot, run.sealed_sha256);
  const agents = agentsIn(run.config);
  const names = new Set(apart.map(({ id }) => id));
  return {
    open: cellsOf(openEvals(own), agents),
    canary,
    sealed: cellsOf(
      [...sealedEvals(own), ...apart].filter(({ expectations }) => expectations.length > 0),
      agents,
    ),
    rootOf: ({ id }) => (names.has(cellOf(id).evalId) ? sealedRoot : v0),
  };
}

async function readApart(root: string, fingerprint: string): Promise<readonly EvalCase[]> {
  const entries = await hashTree(root);
  if (treeHash(entries, { withEvals: true }) !== fingerprint) {
    throw new UserError(
      'invalid_workspace',
      `${root} was changed since the run began; nothing can be claimed with it.`,
      {
        hint: 'Put the files back, or begin anew with --restart.',
      },
    );
  }
  const { evals } = await loadSuite(root, { allowMissingFiles: true });
  return evals.map((one) => ({ ...one, split: 'test' as const }));
}
