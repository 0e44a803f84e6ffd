import { chmod, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRedact } from '../../src/agents/redact.ts';
import { changeInCopy, type InstalledSkill } from '../../src/loop/install-skill.ts';
import { copyTree } from '../../src/platform/tree.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const redact = createRedact(['hunter2hunter2']);

/** An installed copy of a small skill, and the first change that is found in it after `change`. */
async function changeBy(change: (dir: string) => Promise<unknown>): Promise<string | null> {
  const from = await writeTree(join(temp(), 'from'), { 'SKILL.md': 'x', 'run.sh': { run: 'x' }, 'docs/a.md': 'a' });
  const dir = join(temp(), 'copy');
  const entries = await copyTree(from, dir);
  const installed: InstalledSkill = { skill: { name: 'x', description: 'x', dir }, entries };
  await change(dir);
  return changeInCopy(installed, redact);
}

describe('an installed copy', () => {
  it.each<readonly [string, (dir: string) => Promise<unknown>]>([
    ['was left alone', async () => {}],
    ['was rewritten with the same text', (dir) => writeFile(join(dir, 'SKILL.md'), 'x')],
    ['got what machines leave behind', (dir) => writeTree(dir, { '__pycache__/a.pyc': 'x', '.cache/x': 'x' })],
  ])('that %s is as it was', async (_, change) => {
    expect(await changeBy(change)).toBeNull();
  });

  it.each<readonly [string, string, (dir: string) => Promise<unknown>]>([
    ['was rewritten', 'SKILL.md', (dir) => writeFile(join(dir, 'SKILL.md'), 'y')],
    ['lost a file', 'docs/a.md', (dir) => rm(join(dir, 'docs', 'a.md'))],
    ['got a file', 'docs/b.md', (dir) => writeFile(join(dir, 'docs', 'b.md'), '')],
    ['got evals', 'evals', (dir) => writeTree(dir, { 'evals/evals.json': '[]' })],
    ['lost the right to run', 'run.sh', (dir) => chmod(join(dir, 'run.sh'), 0o644)],
    ['got a name that tells a secret', '[redacted]', (dir) => writeFile(join(dir, 'hunter2hunter2'), '')],
    ['got a link that leaves it', 'the whole of it', (dir) => symlink('/etc/hostname', join(dir, 'host'))],
    ['was removed', 'the whole of it', (dir) => rm(dir, { recursive: true })],
    ['became a link to itself', 'the whole of it', (dir) => rename(dir, `${dir}2`).then(() => symlink('copy', dir))],
  ])('that %s is told by %j', async (_, told, change) => {
    expect(await changeBy(change)).toBe(told);
  });
});
