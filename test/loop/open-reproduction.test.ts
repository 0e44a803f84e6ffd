import { describe, expect, it } from 'vitest';
import { specsFor } from '../../src/loop/open-reproduction.ts';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, reproduceOn, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const ORIGINS = { default: 'default', flag: 'flag' } as const;

/** A run by `agent` and `judge`, of which the judge was named or not. */
function runBy(agent: string, judge: string, origin: keyof typeof ORIGINS) {
  const config = { agent, judge, further_agents: [] as string[] } as Parameters<typeof specsFor>[1]['config'];
  return { config, origins: { judge: ORIGINS[origin] } };
}

describe('who works when something is measured again', () => {
  it.each([
    ['the same where nobody is named', {}, runBy('a', 'b', 'flag'), { agent: 'a', judge: 'b' }],
    ['another judge alone', { judge: 'c' }, runBy('a', 'a', 'default'), { agent: 'a', judge: 'c' }],
    ['another executor, who judges where nobody chose a judge', { agent: 'c' }, runBy('a', 'a', 'default'), 'c'],
    ['another executor, and the judge that was chosen', { agent: 'c' }, runBy('a', 'a', 'flag'), { judge: 'a' }],
    ['another executor, and a judge that is another', { agent: 'c' }, runBy('a', 'b', 'default'), { judge: 'b' }],
    ['both', { agent: 'c', judge: 'd' }, runBy('a', 'a', 'default'), { agent: 'c', judge: 'd' }],
  ] as const)('is %s', (...[, asked, run, expected]) => {
    const specs = specsFor({ agent: null, judge: null, ...asked }, run);
    expect(specs).toMatchObject(typeof expected === 'string' ? { agent: expected, judge: expected } : expected);
  });
});

describe('the workspace of something that is measured again', () => {
  it('is held as long as that takes, by one at a time', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 0 } });
    const { close } = await bench.open();
    await expect(reproduceOn(bench, 0, { tampered: true })).rejects.toMatchObject({ code: 'locked' });
    await close();
    expect(await reproduceOn(bench, 0)).toMatchObject({ number: 1, verdict: 'same' });
    await bench.improve({ limits: { iterations: 0 } });
  });

  it('goes on climbing as if nothing had been', async () => {
    const bench = await smallBench(temp());
    await bench.improve({ limits: { iterations: 1 } });
    await reproduceOn(bench, 1);
    await reproduceOn(bench, 0, { agent: await bench.agent('idle', `executor: async () => ({ text: 'no' })`) });
    await bench.improve({ limits: { iterations: 3 } });
    expect(await bench.rows()).toEqual([
      '0 0.25 0.25 baseline',
      '1 0.5 0.5 kept',
      '2 0.5 0.5 reverted',
      '3 0.75 0.75 kept',
    ]);
    expect(await bench.json('iteration-3', 'metrics.json')).toMatchObject({ spend: { executor: { calls: 2 } } });
  });
});
