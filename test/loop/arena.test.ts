import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Measurement, Slot } from '../../src/core/referee/port.ts';
import { openReferee } from '../../src/core/referee/referee.ts';
import { strict } from '../../src/core/referee/strict.ts';
import { createArena } from '../../src/loop/arena.ts';
import { RunHalted } from '../../src/loop/campaign.ts';
import { racing } from '../core/referee/racing.ts';

const slots = (ids: string): readonly Slot[] => [...ids].map((evalId) => ({ evalId, trial: 1 }));
const graded = (passed: number): Measurement => ({ outcome: 'graded', passed, total: 4 });

/** An arena with one arm that measures the baseline of evals `ids` in `room` slots. */
function arenaOf(ids: string, measure: (slot: Slot) => Promise<Measurement>, room = 2) {
  const referee = openReferee(strict, strict.start);
  if (referee === null) throw new Error('rule strict does not know its own start');
  const seen = { underWay: 0, most: 0, started: '', stopped: false };
  const arena = createArena({
    referee,
    stop: { requested: () => seen.stopped, abort: new AbortController().signal },
    freeSlots: () => room - seen.underWay,
    alone: async () => undefined,
    async measure(_arm, slot) {
      seen.started += slot.evalId;
      seen.underWay += 1;
      seen.most = Math.max(seen.most, seen.underWay);
      try {
        return await measure(slot);
      } finally {
        seen.underWay -= 1;
      }
    },
  });
  arena.open({ id: 'arm', purpose: 'baseline', iteration: 0, batch: 0, blocks: [slots(ids)] });
  return { arena, seen };
}

describe('the arena', () => {
  it('runs every trial that the referee asks for, no more at a time than there are slots', async () => {
    const { arena, seen } = arenaOf('abcde', async ({ evalId }) => {
      await delay(evalId.charCodeAt(0) % 3);
      return graded(2);
    });
    expect(await arena.nextVerdict()).toMatchObject({
      arm: 'arm',
      verdict: { type: 'measured', score: { num: 1n, den: 2n } },
    });
    expect([seen.started, seen.most]).toEqual(['abcde', 2]);
    arena.close('arm');
    expect(arena.referee().best()).toEqual({ value: 0.5, cell: '0.5' });
  });

  it('starts nothing once the run shall end, and lets what is under way finish', async () => {
    const { arena, seen } = arenaOf('abcd', async () => {
      await delay(5);
      seen.stopped = true;
      return graded(1);
    });
    await expect(arena.nextVerdict()).rejects.toEqual(new RunHalted('user', 'The run was stopped.'));
    expect([seen.started, seen.underWay]).toEqual(['ab', 0]);
  });

  it('gives a verdict that is complete, though the run shall end', async () => {
    const { arena, seen } = arenaOf('ab', async () => graded(1));
    const verdict = arena.nextVerdict();
    seen.stopped = true;
    expect(await verdict).toMatchObject({ verdict: { type: 'measured' } });
  });

  it('halts for the first trial that halts, after those beside it have ended', async () => {
    const { arena, seen } = arenaOf('abcd', async ({ evalId }) => {
      await delay(evalId === 'a' ? 1 : 20);
      throw new RunHalted('agent_unavailable', `no login for ${evalId}`);
    });
    await expect(arena.nextVerdict()).rejects.toThrow('no login for a');
    expect([seen.started, seen.underWay]).toEqual(['ab', 0]);
  });

  it('gives a verdict only when trials of the arm that were started early have ended, and runs none of them twice', async () => {
    const started: string[] = [];
    let underWay = 0;
    const referee = openReferee(racing, { belief: '1/2', absorbed: [] });
    if (referee === null) throw new Error('rule racing does not know its own standing');
    const arena = createArena({
      referee,
      speculate: true,
      stop: { requested: () => false, abort: new AbortController().signal },
      freeSlots: () => 4 - underWay,
      alone: async () => undefined,
      async measure(_arm, slot) {
        started.push(slot.evalId);
        underWay += 1;
        await delay(slot.evalId === 'd' ? 40 : 1);
        underWay -= 1;
        return graded(0);
      },
    });
    arena.open({
      id: 'arm',
      purpose: 'candidate',
      iteration: 1,
      batch: 1,
      blocks: [slots('ab'), slots('cd'), slots('ef')],
    });
    expect(await arena.nextVerdict()).toMatchObject({ verdict: { type: 'drop', numbers: { look: 1, trials: 2 } } });
    expect([started.sort().join(''), underWay]).toEqual(['abcd', 0]);
  });
});
