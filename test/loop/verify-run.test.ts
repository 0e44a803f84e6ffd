import { appendFile, chmod, cp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Difference } from '../../src/core/difference.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { writeJson } from '../../src/platform/atomic.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { removeTree } from '../../src/platform/tree-remove.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { sealIteration } from '../../src/store/seal.ts';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, JUDGED, namesIn, smallBench } from '../support/campaign.ts';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';

const temp = useTempFolder();

/** A run of three iterations, made once: 0.25, 0.5 kept, 0.5 reverted, 0.75 kept. */
let made = '';
beforeAll(async () => {
  made = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-verify-'));
  const bench = await smallBench(made, {
    'scripts/run': { run: 'x' },
    'references/link': { link: '../SKILL.md' },
    'evals/inputs/link': { link: '../../SKILL.md' },
    empty: null,
  });
  await bench.improve();
});
afterAll(() => removeTree(made));

/** A copy of that run's workspace to spoil. */
async function copied() {
  const root = join(temp(), 'W');
  await cp(join(made, 'plan-autoresearch'), root, { recursive: true, verbatimSymlinks: true });
  const at = (...parts: readonly string[]) => join(root, ...parts);
  const write = async (path: string, text: string) => {
    await chmod(at(path), 0o644).catch(() => undefined);
    await writeFile(at(path), text);
  };
  const edit = async (path: string, change: (json: ReturnType<typeof JSON.parse>) => unknown) => {
    const json = JSON.parse(await readFile(at(path), 'utf8'));
    change(json);
    await write(path, `${JSON.stringify(json, null, 2)}\n`);
  };
  /** Seals an iteration anew, and all that follow, as a patient forger would. */
  const reseal = async (from: number) => {
    for (let number = from; number <= 3; number += 1) {
      await rm(at(`iteration-${number}`, 'MANIFEST.sha256'), { force: true });
      await sealIteration(workspaceAt(root), number);
    }
  };
  return { root, at, write, edit, reseal, verify: () => verifyRun(workspaceAt(root)) };
}

it('x', async () => {
  const w = await copied();
  console.log(JSON.stringify(await w.verify(), null, 1));
});
