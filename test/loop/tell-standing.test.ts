import { describe, expect, it } from 'vitest';
import type { LoopEvent, Standing } from '../../src/core/events.ts';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, type Start, skillFollowing, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();

/** What one start told of the incumbent. */
async function heardBy(work: (onEvent: (event: LoopEvent) => void) => Promise<unknown>) {
  const heard: Standing[] = [];
  await work((event) => {
    if (event.event === 'standing') heard.push(event);
  });
  return heard;
}

const LIMITS = { iterations: 2, max_reverts: null, final_passes: 0 };

describe('what stands for the incumbent', () => {
  it('is told after each decision, and again before anything is done where a run goes on', async () => {
    const bench = await smallBench(temp());
    const first = await heardBy((onEvent) => bench.improve({ limits: LIMITS, onEvent }));
    expect(first.map(({ best, score, sd }) => [best, score, sd])).toEqual([
      ['v0', '0.25', null],
      ['v1', '0.5', null],
      ['v1', '0.5', null],
    ]);
    const again = await heardBy(async (onEvent) => (await bench.open({ onEvent })).close());
    expect(again).toEqual(first.slice(-1));
  });

  it('has a band under rule race, which moves with what was dropped as its score does', async () => {
    const files = { 'SKILL.md': skillFollowing('2 2 2 2', '3 2') };
    const start: Start = { config: { rule: 'race' }, limits: LIMITS };
    const bench = await smallBench(temp(), files, [CHECKED]);
    const [baseline, ...dropped] = await heardBy((onEvent) => bench.improve({ ...start, onEvent }));
    const decision = await bench.json('iteration-0/decision.json');
    expect(decision).toMatchObject({ numbers: { estimate_sd: baseline?.sd }, row: { best_score: baseline?.score } });
    const bands = [baseline, ...dropped].map((told) => told?.sd ?? Number.NaN);
    expect(dropped.map(({ best }) => best)).toEqual(['v0', 'v0']);
    expect(bands).toEqual([...bands].sort((a, b) => b - a));
    expect(new Set(bands).size).toBe(3);
    expect(await heardBy(async (onEvent) => (await bench.open({ onEvent })).close())).toEqual(dropped.slice(-1));
  });
});
