import { expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const RUNNING = { ...CHECKED, expectations: [{ type: 'shell_command', command: 'true' }] };
const ONLY_BASELINE = { iterations: 0 };

it('evals that run commands are refused where commands are, before any call and without a trace', async () => {
  const bench = await smallBench(temp(), {}, [RUNNING]);
  const refused = { code: 'refused', message: expect.stringContaining('a#1: "true"') };
  await expect(bench.improve({ commands: false })).rejects.toMatchObject(refused);
  expect(await exists(bench.workspace.root)).toBe(false);
});

it('a run that ran them is neither continued nor begun anew where they are refused', async () => {
  const bench = await smallBench(temp(), {}, [RUNNING]);
  await bench.improve({ limits: ONLY_BASELINE });
  const refused = { code: 'refused' };
  await expect(bench.improve({ commands: false })).rejects.toMatchObject(refused);
  await expect(bench.improve({ commands: false, restart: true })).rejects.toMatchObject(refused);
  expect(await bench.calls('executor')).toBe(1);
  expect(await bench.rows()).toEqual(['0 1 1 baseline']);
});

it('evals without commands are measured all the same', async () => {
  const bench = await smallBench(temp(), {}, [CHECKED]);
  await bench.improve({ commands: false, limits: ONLY_BASELINE });
  expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline']);
});
