import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LoopEvent } from '../../src/core/events.ts';
import { decisionSchema } from '../../src/core/schema/decision.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, JUDGED, namesIn, skillFollowing, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const RACE = { config: { rule: 'race', proposals: 1 }, version: '1.0' } as const;
const limits = { max_reverts: null, final_passes: 0, concurrency: 1 };

function bench(): Promise<Bench> {
  return smallBench(temp(), { 'SKILL.md': skillFollowing('1 1 1 1', '4 12 12 14 14') }, [CHECKED, JUDGED]);
}

async function decision(of: Bench, number: number) {
  return decisionSchema.parse(await of.json(`iteration-${number}/decision.json`));
}

describe('an agent that is another one when a run goes on', () => {
  it.each([
    ['race', false],
    // This agent gives the same scores again, and rule strict believes nothing but scores.
    ['strict', true],
  ] as const)('has the incumbent measured anew under rule %s: nothing is mixed', async (rule, same) => {
    const run = await bench();
    const config = { rule, proposals: 1 };
    await run.improve({ ...RACE, config, limits: { ...limits, iterations: 1 } });
    expect(await run.json('run.json')).toMatchObject({ epochs: [] });
    await run.improve({ version: '2.0', limits: { ...limits, iterations: 2 } });
    expect(await run.json('run.json')).toMatchObject({
      agents: { executor: { version: '1.0' } },
      epochs: [{ from: 2, agents: { executor: { version: '2.0' } } }],
    });
    expect(await namesIn(join(run.workspace.root, 'passes/epoch-2/v1'))).toEqual(['eval-a', 'eval-b']);
    const [before, after] = [await decision(run, 1), await decision(run, 2)];
    expect(isDeepStrictEqual(after.standing.before, before.standing.after)).toBe(same);
    expect(await run.json('iteration-2/environment.json')).toMatchObject({
      agents: { executor: { version: '2.0' } },
    });
    // Nothing more is paid by a start that finds the same agents.
    const calls = await run.calls('executor');
    await run.improve({ version: '2.0' });
    expect(await run.calls('executor')).toBe(calls);
  });

  it('ends a candidate that the other one had begun', async () => {
    const run = await bench();
    let seen = 0;
    const stop = { requested: () => seen >= 3, abort: new AbortController().signal };
    const onEvent = ({ event }: LoopEvent) => {
      if (event === 'trial_ended') seen += 1;
    };
    await run.improve({ ...RACE, limits: { ...limits, iterations: 2 }, stop, onEvent });
    await run.improve({ version: '2.0' });
    expect((await decision(run, 1)).reason).toBe('drop: agents changed during pass 1');
    expect(await run.calls('executor', 1)).toBe(1);
    expect(await run.json('run.json')).toMatchObject({ epochs: [{ from: 2 }] });
    expect((await decision(run, 2)).decision).toBe('keep');
  });

  it('goes on with a proposal of which no trial was run', async () => {
    const run = await bench();
    let proposed = false;
    const stop = { requested: () => proposed, abort: new AbortController().signal };
    const onEvent = ({ event }: LoopEvent) => {
      proposed ||= event === 'proposed';
    };
    await run.improve({ ...RACE, limits: { ...limits, iterations: 1 }, stop, onEvent });
    await run.improve({ version: '2.0' });
    expect(await run.json('run.json')).toMatchObject({ epochs: [{ from: 1 }] });
    expect([await run.calls('improver'), (await decision(run, 1)).decision]).toEqual([1, 'keep']);
  });

  it('is refused before there is an incumbent', async () => {
    const run = await bench();
    let seen = 0;
    const stop = { requested: () => seen >= 1, abort: new AbortController().signal };
    const onEvent = ({ event }: LoopEvent) => {
      if (event === 'trial_ended') seen += 1;
    };
    await run.improve({ ...RACE, limits, stop, onEvent });
    await expect(run.improve({ version: '2.0' })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('is command:'),
    });
  });
});
