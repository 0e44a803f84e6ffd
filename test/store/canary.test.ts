import { readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canaryOf, plantCanary, verifyCanary } from '../../src/store/canary.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { useTempFolder } from '../platform/temp.ts';

const temp = useTempFolder();
const workspace = () => workspaceAt(temp());
const runOf = (run_id: string, seed = 7) => ({ run_id, config: { seed } });
const RUN = runOf('0123456789ab');
const PATHS = ['fallbacks/canary', 'sealed/canary'];
const textOf = (path: string) => readFile(join(temp(), path), 'utf8');

describe("a run's canary", () => {
  it('is another one for every run and every seed, and tells neither', () => {
    const all = [RUN, runOf('0123456789ac'), runOf(RUN.run_id, 8)].map(canaryOf);
    expect(new Set(all).size).toBe(3);
    for (const canary of all) {
      expect(canary).toMatch(/^skillratchet-canary-[0-9a-f]{32}$/);
      expect(canary).not.toContain(RUN.run_id);
    }
  });

  it('stands in two places, of which only we may enter one', async () => {
    expect(await plantCanary(workspace(), RUN)).toEqual([]);
    for (const path of PATHS) expect(await textOf(path)).toBe(`${canaryOf(RUN)}\n`);
    expect((await stat(workspace().sealed)).mode & 0o777).toBe(0o700);
    expect(await verifyCanary(workspace(), RUN)).toEqual([]);
  });

  it.each(PATHS)('is put back in %s, whatever was done to it', async (path) => {
    await plantCanary(workspace(), RUN);
    const at = join(temp(), path);
    for (const [kind, change] of [
      ['changed', () => writeFile(at, 'nothing')],
      ['changed', () => rm(at).then(() => symlink(`${canaryOf(RUN)}`, at))],
      ['missing', () => rm(at)],
    ] as const) {
      await change();
      expect(await verifyCanary(workspace(), RUN)).toEqual([{ kind, path }]);
      expect(await plantCanary(workspace(), RUN)).toEqual(kind === 'changed' ? [at] : []);
      expect(await verifyCanary(workspace(), RUN)).toEqual([]);
    }
  });

  it('is not missed in a workspace of an earlier version, which has none', async () => {
    expect(await verifyCanary(workspace(), RUN)).toEqual([]);
  });
});
