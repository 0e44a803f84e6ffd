import { expect, it } from 'vitest';
import { improverSeeds } from '../../../src/records/artifacts/seeds.ts';
import { openRecordedRun } from '../../../src/records/recorded-run.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { smallBench } from '../../support/campaign.ts';

const folder = useTempFolder();

it('an improver’s calls are known by the seeds that it really had, one for each attempt', async () => {
  const bench = await smallBench(folder());
  const agent = await bench.agent(
    'tells-seed',
    `improver: async (request) => {
      fs.appendFileSync(${JSON.stringify(`${folder()}/seeds`)}, request.seed + '\\n');
      return planRoles.improver(request);
    }`,
  );
  await bench.improve({ agent, limits: { iterations: 2 }, config: { retries: 1 } });
  const recorded = await openRecordedRun(bench.workspace);
  const seeds = recorded.iterations.flatMap(({ proposal }) =>
    proposal === null ? [] : [improverSeeds(recorded, proposal)],
  );
  const had = (await bench.text('..', 'seeds')).trim().split('\n').map(Number);
  expect(seeds.map(([first]) => first)).toEqual(had);
  expect(seeds.map(({ length }) => length)).toEqual([2, 2]);
  expect(new Set(seeds.flat()).size).toBe(4);
});
