import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, type Ledger, next, openLedger } from '../../../src/core/referee/ledger.ts';
import {
  type ArmPlan,
  FIRST_AGENT,
  type LedgerEvent,
  type Measurement,
  type RefereeAction,
  type Rule,
  type Slot,
  slotKey,
} from '../../../src/core/referee/port.ts';
import { openReferee, type Referee } from '../../../src/core/referee/referee.ts';
import { fraction } from '../../../src/core/stats/fraction.ts';
import { type Course, drive, isStart, isVerdict, type World } from './drive.ts';
import { RACING_START, racing } from './racing.ts';

const AGENTS = [FIRST_AGENT, 'second'];
const EVALS = ['a', 'b', 'c', 'd', 'e'];

describe('the referee, whatever the order of events', () => {
  it('gives the verdicts and the standing of a run without any disorder', () => {
    checkCourses(({ races, disorderly, orderly }) => {
      expect(races).toBeGreaterThan(0);
      expect(disorderly.verdicts).toEqual(orderly.verdicts);
      expect(disorderly.referee.standing).toEqual(orderly.referee.standing);
    });
  });

  it('gives its verdicts in the order of iterations, and each once', () => {
    checkCourses(({ plans, disorderly }) => {
      const inOrder = [...plans].sort((a, b) => a.iteration - b.iteration).map(({ id }) => id);
      expect(disorderly.verdicts.map(({ arm }) => arm)).toEqual(inOrder);
      expect(disorderly.referee.standing).toMatchObject({ absorbed: ['baseline', ...inOrder] });
    });
  });

  it('never asks for more trials than slots are free', () => {
    checkCourses(({ disorderly }) => {
      for (const { free, actions } of disorderly.asks) {
        expect(actions.filter(isStart).length).toBeLessThanOrEqual(Math.max(0, free));
      }
    });
  });

  it('never asks for a trial that was started or has ended, and only for the current block of an open arm', () => {
    checkCourses(({ plans, disorderly: { events } }) => {
      for (const [index, event] of events.entries()) {
        if (event.type !== 'trial_started') continue;
        const past = events.slice(0, index).filter((other) => 'arm' in other && other.arm === event.arm);
        const touched = new Set(past.flatMap((other) => ('slot' in other ? [slotKey(other.slot)] : [])));
        const ended = new Set(past.flatMap((other) => (other.type === 'trial_ended' ? [slotKey(other.slot)] : [])));
        const blocks = plans.find(({ id }) => id === event.arm)?.blocks ?? [];
        const current = blocks.findIndex((block) => block.some((slot) => !ended.has(slotKey(slot))));
        expect(touched).not.toContain(slotKey(event.slot));
        expect(blocks[current]?.map(slotKey)).toContain(slotKey(event.slot));
        expect(past.map(({ type }) => type)).not.toContain('arm_closed');
      }
    });
  });

  it('decides the same when a killed run is told again only what has ended', () => {
    checkCourses(({ plans, world, opened, orderly, disorderly }) => {
      const stored = disorderly.events.filter(({ type }) => type === 'trial_ended');
      const kept = new Set(stored.slice(0, stored.length / 2).map((event) => ('slot' in event ? place(event) : '')));
      const resumed = drive({ referee: opened, plans, world, slots: 3, choose: () => 0 });
      const replayed = replay(opened, plans, world, kept);
      expect(replayed.verdicts).toEqual(orderly.verdicts);
      expect(resumed.referee.standing).toEqual(replayed.referee.standing);
    });
  });
});

interface Scene {
  readonly races: number;
  readonly plans: readonly ArmPlan[];
  readonly world: World;
  readonly opened: Referee;
  readonly orderly: Course;
  readonly disorderly: Course;
}

const measurement: fc.Arbitrary<Measurement> = fc.oneof(
  { weight: 9, arbitrary: fc.nat(4).map((passed) => ({ outcome: 'graded' as const, passed, total: 4 })) },
  { weight: 1, arbitrary: fc.constant({ outcome: 'agent_error' as const, kind: 'crash' as const }) },
);
