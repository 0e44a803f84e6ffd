import { chmod, readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();

/** Finishes one line of a case or three, by the seed of the call. */
const UNSTEADY = `executor: async (request) => {
  const lines = ['[01]', '[02]', '[03]'].slice(0, request.seed % 2 === 0 ? 1 : 3);
  fs.writeFileSync(join(request.cwd, 'result.txt'), lines.join('\\n'));
  return { text: 'done' };
}`;

it('an expectation that passed and failed in one iteration is named in its decision, which verify recomputes', async () => {
  const bench = await smallBench(temp(), {}, [{ ...CHECKED, runs: 5 }]);
  await bench.improve({ agent: await bench.agent('unsteady', UNSTEADY), limits: { iterations: 0 } });
  expect(await bench.json('iteration-0', 'decision.json')).toMatchObject({ flips: { flaky: ['a#2', 'a#3'] } });
  expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  const { decision, seal } = bench.workspace.iteration(0);
  for (const path of [decision, seal]) await chmod(path, 0o644);
  await writeFile(decision, (await readFile(decision, 'utf8')).replace('"a#2"', '"a#4"'));
  expect((await verifyRun(bench.workspace)).differences).toContainEqual({
    ...{ kind: 'value', path: 'iteration-0/decision.json', place: '/flips/flaky/0', stored: 'a#4', computed: 'a#2' },
  });
});
