import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { evalsFingerprint } from '../../src/store/tree-hash.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const EASY = JSON.stringify({
  evals: [{ id: 'a', prompt: 'Work through case A.', expectations: [{ type: 'file_exists', file: '*' }] }],
});

async function tamper(bench: Bench, ...path: readonly string[]): Promise<void> {
  const file = join(bench.workspace.root, ...path);
  await chmod(file, 0o644);
  await writeFile(file, EASY);
}

const fingerprintOf = async (folder: string) => evalsFingerprint(await hashTree(folder));

describe('evals that were changed in the workspace', () => {
  it('while the run was stopped are put back, warned about, and never scored against', async () => {
    const bench = await smallBench(temp(), { 'evals/files/in.txt': 'x' }, [CHECKED]);
    await bench.improve({ limits: { iterations: 0 } });
    await tamper(bench, 'v0', 'evals', 'evals.json');
    await rm(join(bench.workspace.root, 'v0', 'evals', 'files'), { recursive: true });
    const { events } = await bench.improve({ limits: { iterations: 1 } });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1 0.5 0.5 kept']);
    expect(events.filter(({ event }) => event === 'warning')).toEqual([
      expect.objectContaining({ message: 'evals_changed: v0/evals was changed and is put back from fallbacks/' }),
    ]);
    expect(await fingerprintOf(bench.workspace.version('v0'))).toBe(await fingerprintOf(bench.skill));
  });

  it('during an iteration are put back before the next one', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    const improver = await bench.agent(
      'tampers',
      `improver(request) {
        const file = ${JSON.stringify(join(bench.workspace.root, 'v0', 'evals', 'evals.json'))};
        fs.chmodSync(file, 0o644);
        fs.writeFileSync(file, ${JSON.stringify(EASY)});
        return planRoles.improver(request);
      }`,
    );
    const { events } = await bench.improve({ improver, limits: { iterations: 2 }, tampered: true });
    expect(events.filter(({ event }) => event === 'warning')).toHaveLength(1);
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1 0.5 0.5 kept', '2 0.5 0.5 reverted']);
  });

  it('may have a file of the name that our fingerprint has', async () => {
    const bench = await smallBench(temp(), { 'evals/fingerprint.json': '"mine"' }, [CHECKED]);
    await bench.improve({ limits: { iterations: 0 } });
    await tamper(bench, 'v0', 'evals', 'fingerprint.json');
    const { events } = await bench.improve({ limits: { iterations: 1 } });
    expect(events.filter(({ event }) => event === 'warning')).toHaveLength(1);
    expect(await bench.text('v0', 'evals', 'fingerprint.json')).toBe('"mine"');
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it('are left as they are where there is no copy to put back', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 0 } });
    await tamper(bench, 'v0', 'evals', 'evals.json');
    await rm(bench.workspace.fallbackEvals, { recursive: true });
    await expect(bench.improve()).rejects.toMatchObject({ code: 'invalid_workspace' });
    expect(await bench.text('v0', 'evals', 'evals.json')).toBe(EASY);
  });

  it('together with their copy end the run with a sentence', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 0 } });
    await tamper(bench, 'v0', 'evals', 'evals.json');
    await tamper(bench, 'fallbacks', 'evals', 'evals.json');
    await expect(bench.improve()).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringMatching(/both differ from the evals this run began with/),
      hint: expect.stringMatching(/--restart/),
    });
    expect(await bench.calls('executor')).toBe(1);
  });
});
