import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { followersFor } from '../../src/cli/followers.ts';
import type { MeasureFlags } from '../../src/cli/options.ts';
import { exists } from '../../src/platform/exists.ts';
import { decided } from '../core/run-events.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, smallBench } from '../support/campaign.ts';
import { RUN } from '../support/run-record.ts';
import { quietShell } from '../support/shell.ts';

const temp = useTempFolder();
const jobs = async () => (await readdir(join(temp(), 'artifacts/jobs'))).map((name) => name.replace(/^.*-/, '')).sort();

/** Follows a bench as flags say, after its page and its README; what is said goes to `said`. */
async function followed(bench: Bench, flags: MeasureFlags) {
  const said: string[] = [];
  const of = await followersFor(quietShell(temp()), flags, (text) => said.push(text));
  const followers = of({
    workspace: bench.workspace,
    run: RUN,
    canaries: { own: 'no canary at all', stated: [] },
  });
  return { followers, asked: followers.slice(2), said };
}

it('each iteration is exported once it is decided, beside the run, and is there at its end', async () => {
  const bench = await smallBench(temp(), {}, [CHECKED]);
  const { asked, said } = await followed(bench, { artifacts: 'artifacts' });
  const [live] = asked;
  await bench.improve({ limits: { iterations: 2 }, onEvent: (event) => live?.hear(event) });
  await live?.finish();
  expect(await jobs()).toHaveLength(3);
  expect(said).toEqual([]);
});

it('what cannot be written is said once, and written as soon as it can be', async () => {
  const bench = await smallBench(temp(), {}, [CHECKED]);
  await bench.improve({ limits: { iterations: 1 } });
  await writeFile(join(temp(), 'artifacts'), 'a file in the place of the folder');
  const { asked, said } = await followed(bench, { artifacts: 'artifacts' });
  for (const iteration of [0, 1]) asked[0]?.hear(decided({ iteration }));
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await rm(join(temp(), 'artifacts'));
  await asked[0]?.finish();
  expect(said).toEqual([expect.stringMatching(/^warning: .* is no folder.*by `skillratchet export artifacts`\.$/)]);
  expect(await jobs()).toEqual(['0', '1']);
});

it('the page and the README are made of every run, and whatever its flags ask for', async () => {
  const bench = await smallBench(temp(), {}, [CHECKED]);
  await bench.improve({ limits: { iterations: 0 } });
  const { followers, asked, said } = await followed(bench, {});
  for (const follower of followers) await follower.finish();
  expect([await exists(bench.workspace.dashboard), await exists(bench.workspace.readme)]).toEqual([true, true]);
  expect([asked, said]).toEqual([[], []]);
  const both = { artifacts: 'artifacts', mlflow: 'http://127.0.0.1:1' };
  expect((await followed(bench, both)).asked).toHaveLength(2);
});

it('an address that is none is refused before the run is opened', async () => {
  await expect(followersFor(quietShell(), { mlflow: 'nowhere' }, () => undefined)).rejects.toThrow(
    /is not the address/,
  );
});
