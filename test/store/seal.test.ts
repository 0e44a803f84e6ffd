import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workspaceAt } from '../../src/store/layout.ts';
import { checkSeal, sealIteration } from '../../src/store/seal.ts';
import { useTempFolder } from '../platform/temp.ts';
import { ODD_NAMES, writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
const same = { changed: [], missing: [], extra: [] };

const seal = (iteration: number) => sealIteration(workspaceAt(temp()), iteration);
const sha256sum = (iteration: number) =>
  execFileSync('sha256sum', ['-c', '--strict', '--quiet', 'MANIFEST.sha256'], {
    cwd: at(`iteration-${iteration}`),
    encoding: 'utf8',
    stdio: 'pipe',
  });

async function twoIterations(): Promise<void> {
  await writeTree(at('iteration-0'), {
    'decision.json': '{}',
    'eval-1/outputs/.git/x': 'kept',
    'metrics.json': '1',
    'report.md': '',
  });
  await writeTree(at('iteration-1'), {
    'decision.json': '{"a":1}',
    'candidate/run': { run: 'x' },
    'candidate/link': { link: 'run' },
    'candidate/empty': null,
    ...Object.fromEntries(ODD_NAMES.map((name) => [`eval-1/outputs/${name}`, name])),
  });
  await seal(0);
  await seal(1);
}

describe('the seal of an iteration', () => {
  it('is checked by sha256sum itself, whatever the names', async () => {
    await twoIterations();
    expect(sha256sum(0)).toBe('');
    expect(sha256sum(1)).toBe('');
    expect(await checkSeal(at('iteration-1'))).toEqual(same);
  });

  it('takes the write bits of what it covers, and of itself', async () => {
    await twoIterations();
    const modes = ['decision.json', 'candidate/run', 'MANIFEST.sha256'].map(
      async (path) => (await stat(at('iteration-1', path))).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o444, 0o555, 0o444]);
    expect((await stat(at('iteration-0/metrics.json'))).mode & 0o200).toBe(0o200);
  });

  it('does not cover what is derived', async () => {
    await twoIterations();
    await writeFile(at('iteration-0/metrics.json'), '2');
    await writeFile(at('iteration-0/report.md'), 'new');
    await writeFile(at('iteration-0/report.md.123.4'), 'ne');
    expect(await checkSeal(at('iteration-0'))).toEqual(same);
    await writeFile(at('iteration-0/eval-1/outputs/report.md.123.4'), 'ne');
    expect(await checkSeal(at('iteration-0'))).toEqual({ ...same, extra: ['eval-1/outputs/report.md.123.4'] });
  });

  it('tells what changed, is missing and is extra', async () => {
    await twoIterations();
    await chmod(at('iteration-1/decision.json'), 0o644);
    await writeFile(at('iteration-1/decision.json'), '{}');
    await rm(at('iteration-1/eval-1/outputs/two\nlines'));
    await mkdir(at('iteration-1/eval-2'));
    await writeFile(at('iteration-1/eval-2/grading.json'), '{}');
    expect(await checkSeal(at('iteration-1'))).toEqual({
      changed: ['decision.json'],
      missing: ['eval-1/outputs/two\nlines'],
      extra: ['eval-2/grading.json'],
    });
  });

  it('covers links by their targets and empty folders, which sha256sum passes over', async () => {
    await twoIterations();
    const lines = (await readFile(at('iteration-1/MANIFEST.sha256'), 'utf8')).split('\n');
    const comments = lines.filter((line) => line.startsWith('#'));
    expect(comments).toEqual(['# ["candidate/empty","folder"]', '# ["candidate/link","link run"]']);
    await rm(at('iteration-1/candidate/empty'), { recursive: true });
    await rm(at('iteration-1/candidate/link'));
    await writeTree(at('iteration-1'), {
      'candidate/link': { link: 'elsewhere' },
      'eval-1/outputs/l\n"': { link: '/etc/passwd' },
      'eval-1/outputs/none': null,
    });
    expect(await checkSeal(at('iteration-1'))).toEqual({
      changed: ['candidate/link'],
      missing: ['candidate/empty'],
      extra: ['eval-1/outputs/l\n"', 'eval-1/outputs/none'],
    });
  });

  it('is read with comments of any text, which never count', async () => {
    await twoIterations();
    const path = at('iteration-0/MANIFEST.sha256');
    const text = await readFile(path, 'utf8');
    await chmod(path, 0o644);
    await writeFile(path, `# [\n# [1,2]\n# ["a"]\n# made by hand\n${text}`);
    expect(await checkSeal(at('iteration-0'))).toEqual(same);
  });

  it('loses its own write bits when a kill had prevented that', async () => {
    await twoIterations();
    await chmod(at('iteration-1/MANIFEST.sha256'), 0o644);
    await seal(1);
    expect((await stat(at('iteration-1/MANIFEST.sha256'))).mode & 0o222).toBe(0);
  });

  it('shows in the next iteration that an earlier one was sealed anew', async () => {
    await twoIterations();
    await rm(at('iteration-0/MANIFEST.sha256'));
    await rm(at('iteration-0/decision.json'));
    await writeFile(at('iteration-0/decision.json'), 'forged');
    await seal(0);
    expect(await checkSeal(at('iteration-0'))).toEqual(same);
    expect(await checkSeal(at('iteration-1'))).toEqual({ ...same, changed: ['../iteration-0/MANIFEST.sha256'] });
    expect(() => sha256sum(1)).toThrow();
  });

  it('is never renewed', async () => {
    await twoIterations();
    const before = await readFile(at('iteration-1/MANIFEST.sha256'), 'utf8');
    await writeFile(at('iteration-1/later'), '');
    await seal(1);
    expect(await readFile(at('iteration-1/MANIFEST.sha256'), 'utf8')).toBe(before);
    expect(await checkSeal(at('iteration-1'))).toEqual({ ...same, extra: ['later'] });
  });

  it('is made by the next call after a kill that left some files read-only', async () => {
    await writeTree(at('iteration-0'), { a: 'x', b: 'y' });
    await chmod(at('iteration-0/a'), 0o444);
    expect(await checkSeal(at('iteration-0'))).toBeNull();
    await seal(0);
    expect(sha256sum(0)).toBe('');
  });
});
