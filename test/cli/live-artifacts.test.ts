import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { liveArtifacts } from '../../src/cli/live-artifacts.ts';
import { decided, iterationStarted } from '../core/run-events.ts';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, smallBench } from '../support/campaign.ts';
import { quietShell } from '../support/shell.ts';

const temp = useTempFolder();
const jobs = async () => (await readdir(join(temp(), 'artifacts/jobs'))).map((name) => name.replace(/^.*-/, '')).sort();

it('each iteration is exported once it is decided, beside the run, and is there at its end', async () => {
  const shell = quietShell(temp());
  const bench = await smallBench(temp(), {}, [CHECKED]);
  const live = liveArtifacts(shell, 'artifacts', () => bench.workspace);
  await bench.improve({ limits: { iterations: 2 }, onEvent: (event) => live.hear(event) });
  await live.done();
  expect(await jobs()).toHaveLength(3);
  expect(shell.reported).toEqual([]);
});

it('before the run is open there is nothing to export, and other events export nothing', async () => {
  const shell = quietShell(temp());
  const early = liveArtifacts(shell, 'artifacts', () => null);
  early.hear(decided());
  await early.done();
  const other = liveArtifacts(shell, 'artifacts', () => {
    throw new Error('nobody decided anything');
  });
  other.hear(iterationStarted(1, 'v0', ['a']));
  await other.done();
  expect([await readdir(temp()), shell.reported]).toEqual([[], []]);
});

it('what cannot be written is said once, and nothing is tried again', async () => {
  const shell = quietShell(temp());
  const bench = await smallBench(temp(), {}, [CHECKED]);
  await bench.improve({ limits: { iterations: 0 } });
  await writeFile(join(temp(), 'artifacts'), 'a file in the place of the folder');
  const live = liveArtifacts(shell, 'artifacts', () => bench.workspace);
  live.hear(decided({ iteration: 0 }));
  await live.done();
  expect(shell.reported).toEqual([expect.stringMatching(/^warning: nothing more is exported: .* is no folder/)]);
  await rm(join(temp(), 'artifacts'));
  live.hear(decided({ iteration: 0 }));
  await live.done();
  expect(shell.reported).toHaveLength(1);
  expect(await readdir(temp())).not.toContain('artifacts');
});
