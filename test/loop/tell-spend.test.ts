import { expect, it } from 'vitest';
import { useTempFolder } from '../platform/temp.ts';
import { smallBench } from '../support/campaign.ts';

const temp = useTempFolder();

it('of a cap that is nearly used up a person is told once, and again when it was raised and is so once more', async () => {
  const bench = await smallBench(temp());
  const told = async () =>
    (await bench.events()).flatMap((event) =>
      event.event === 'warning' && event.kind === 'budget' ? [event.message] : [],
    );
  const config = { rule: 'strict', proposals: 1 } as const;
  await bench.improve({ config, limits: { iterations: 1, max_trials: 1000, final_passes: 0 } });
  expect(await told()).toEqual([]);
  const trials = (await bench.events()).filter(({ event }) => event === 'trial_ended').length;
  const each = trials / 2;
  await bench.improve({ limits: { iterations: 3, max_trials: 4 * each, final_passes: 0 } });
  const first = `90 % of the cap of ${4 * each} trials is used: ${4 * each} trials so far`;
  expect(await told()).toEqual([first]);
  await bench.improve({ limits: { iterations: 4, max_trials: 5 * each, final_passes: 0 } });
  expect(await told()).toEqual([first, `90 % of the cap of ${5 * each} trials is used: ${5 * each} trials so far`]);
});
