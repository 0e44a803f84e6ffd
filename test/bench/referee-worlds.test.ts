import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chance } from '../../bench/referee/chance.js';
import { CONCURRENCIES, climb } from '../../bench/referee/climb.js';
import { makespan } from '../../bench/referee/clock.js';
import { KINDS, propose } from '../../bench/referee/improver.js';
import { PANEL } from '../../bench/referee/panel.js';
import { share } from '../../bench/referee/probit.js';
import { createWorld, gradedTruth, heldOutTruth, runTrial } from '../../bench/referee/world.js';
import type { Slot } from '../../src/core/referee/port.ts';
import { race } from '../../src/core/referee/race.ts';
import { beginReferee, type Referee } from '../../src/core/referee/referee.ts';

const [BASE] = PANEL;
if (BASE === undefined) throw new Error('the panel is empty');

const anyWorld = fc
  .tuple(fc.constantFrom(...PANEL), fc.nat(2 ** 31 - 1))
  .map(([spec, seed]) => ({ spec, seed, world: createWorld(spec, seed) }));

/** A version that some edits away from v0, each made to the one before. */
function edited(world: ReturnType<typeof createWorld>, edits: number) {
  let version = world.start;
  for (let number = 1; number <= edits; number += 1) ({ version } = propose(world, version, number));
  return version;
}

describe('a world of the simulator', () => {
  it('is the same for the same seed, with its edits and trials, and another for another', () => {
    fc.assert(
      fc.property(anyWorld, fc.nat(20), ({ spec, seed, world }, edits) => {
        const again = createWorld(spec, seed);
        expect(again).toEqual(world);
        const version = edited(world, edits);
        expect(edited(again, edits)).toEqual(version);
        const trial = { version, evalIndex: 0, drifted: false, name: 1, trial: 1 };
        expect(runTrial(again, trial)).toEqual(runTrial(world, trial));
        expect(createWorld(spec, seed + 1).unseen).not.toEqual(world.unseen);
      }),
      { seed: 4, numRuns: 30 },
    );
  });

  it('has a truth that trials come to: four errors of their mean is as far as it gets', () => {
    for (const spec of PANEL.filter(({ slow }) => slow === 0)) {
      const world = createWorld(spec, 5);
      const version = edited(world, 6);
      const passes = 800;
      const scores = Array.from({ length: passes }, (_, pass) =>
        world.deciding.reduce((sum, _eval, evalIndex) => {
          const { measurement } = runTrial(world, {
            version,
            evalIndex,
            drifted: spec.drift,
            name: 'truth',
            trial: pass,
          });
          if (measurement.outcome !== 'graded') throw new Error('a trial of a quick world was lost');
          return sum + measurement.passed / measurement.total / spec.evals;
        }, 0),
      );
      const mean = scores.reduce((sum, score) => sum + score, 0) / passes;
      const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / passes;
      const off = Math.abs(mean - gradedTruth(world, version, spec.drift));
      expect(off, spec.name).toBeLessThan(4 * Math.sqrt(variance / passes) + 1e-9);
    }
  });

  it('has evals that never pass and evals that always do where its name says so', () => {
    const kinds = (name: string) => {
      const spec = PANEL.find((each) => each.name === name) ?? BASE;
      return createWorld({ ...spec, flips: 0 }, 1).deciding.map(({ kind }) => kind);
    };
    expect(kinds('3 of 12 never pass').filter((kind) => kind === 'never')).toHaveLength(3);
    expect(kinds('2 of 6 never pass').filter((kind) => kind === 'never')).toHaveLength(2);
    expect(kinds('6 of 12 always pass').filter((kind) => kind === 'always')).toHaveLength(6);
    const spec = { ...BASE, flips: 0, never: 1, always: 1 };
    const world = createWorld(spec, 3);
    for (const [evalIndex, passed] of [
      [0, 0],
      [11, 1],
    ] as const) {
      for (let trial = 1; trial <= 50; trial += 1) {
        const { measurement } = runTrial(world, {
          version: world.start,
          evalIndex,
          drifted: false,
          name: 'any',
          trial,
        });
        expect(measurement.outcome === 'graded' && measurement.passed / measurement.total).toBe(passed);
      }
    }
  });

  it('has edits with a median effect of 0 of which 5 % give 4 points or more', () => {
    const effects = Array.from({ length: 60 }, (_, seed) => createWorld(BASE, seed)).flatMap((world) => {
      const before = heldOutTruth(world, world.start, false);
      return Array.from({ length: 40 }, (_, number) => {
        const { version } = propose(world, world.start, number + 1);
        return 100 * (heldOutTruth(world, version, false) - before);
      });
    });
    const sorted = effects.sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBe(0);
    expect(sorted[Math.floor(0.95 * sorted.length)]).toBeGreaterThan(3.5);
    expect(sorted[Math.floor(0.95 * sorted.length)]).toBeLessThan(4.5);
  });

  it('has overfitted edits, which please the evals at hand and no others', () => {
    const world = createWorld(BASE, 9);
    const numbers = Array.from({ length: 300 }, (_, index) => index + 1);
    const overfitted = numbers
      .map((number) => propose(world, world.start, number))
      .filter(({ kind }) => kind === 'overfitted');
    expect(overfitted.length).toBeGreaterThan(5);
    for (const { version } of overfitted) {
      expect(heldOutTruth(world, version, false)).toBeLessThan(heldOutTruth(world, world.start, false));
    }
    const gains = overfitted.map(
      ({ version }) => gradedTruth(world, version, false) - gradedTruth(world, world.start, false),
    );
    expect(gains.reduce((sum, gain) => sum + gain, 0) / gains.length).toBeGreaterThan(0);
    expect(KINDS.reduce((sum, [, part]) => sum + part, 0)).toBeCloseTo(1, 12);
  });

  it('loses trials of evals that an edit made slow, after three attempts each', () => {
    const world = createWorld(BASE, 2);
    const slow = { ...world.start, slow: world.start.slow.map(() => true) };
    const trials = Array.from({ length: 500 }, (_, trial) =>
      runTrial(world, { version: slow, evalIndex: 0, drifted: false, name: 'slow', trial }),
    );
    const lost = trials.filter(({ measurement }) => measurement.outcome === 'timeout');
    expect(lost.length / trials.length).toBeCloseTo(0.729, 1);
    expect(lost.every(({ attempts }) => attempts === 3)).toBe(true);
  });
});

describe('the simulated climb', () => {
  it.each([1, 4])('gives the verdicts of the ledger with %i proposals side by side', (proposals) => {
    for (const seed of [1, 2, 3]) {
      const world = createWorld(BASE, seed);
      const evals = world.deciding.map(({ id, expectations }) => ({
        id,
        expectations: expectations.length,
        weight: 1,
      }));
      const rule = race({ seed, confidence: 'balanced', proposals, evals });
      const policy = { name: 'race', proposals, trials: 1, open: () => rule };
      const course = climb(world, policy, ({ trials }) => trials >= 400);
      const versions = course.map(({ believed, version }) => ({ believed, version }));
      expect(versions.length).toBeGreaterThan(5);
      expect(new Set(versions.map(({ version }) => version)).size).toBeGreaterThan(1);
      expect(throughTheLedger(world, rule, { proposals, batches: course.length - 1 })).toEqual(versions);
    }
  });

  it('counts every trial and every minute', () => {
    const world = createWorld(BASE, 1);
    const keepAll = { name: 'all', proposals: 1, trials: 1, oracle: () => true };
    const course = climb(world, keepAll, ({ trials }) => trials >= 120);
    expect(course.map(({ trials }) => trials)).toEqual(Array.from({ length: 10 }, (_, index) => 12 * (index + 1)));
    expect(course.at(-1)?.keeps).toBe(9);
    const [four = 0, twelve = 0] = course.at(-1)?.minutes ?? [];
    expect(CONCURRENCIES).toEqual([4, 12]);
    expect(four).toBeGreaterThan(1.5 * twelve);
    expect(makespan([3, 1, 1, 1, 2], 2)).toBe(5);
    expect(makespan([3, 1, 2], 3)).toBe(3);
  });
});

type World = ReturnType<typeof createWorld>;

interface Entrant {
  readonly purpose: 'baseline' | 'candidate';
  readonly iteration: number;
  readonly version: World['start'];
  /** What the trials are drawn by. */
  readonly name: string | number;
}

/** The same climb by the production ledger: every trial is started when it is asked for and ends at once. */
function throughTheLedger(
  world: World,
  rule: ReturnType<typeof race>,
  { proposals, batches }: { proposals: number; batches: number },
) {
  let referee = beginReferee(rule);
  let version = world.start;
  const seen = [];
  for (let batch = 0; batch <= batches; batch += 1) {
    const first = (batch - 1) * proposals + 1;
    const entrants: readonly Entrant[] =
      batch === 0
        ? [{ purpose: 'baseline', iteration: 0, version, name: 'baseline' }]
        : Array.from({ length: proposals }, (_, index) => {
            const iteration = first + index;
            const proposed = propose(world, version, iteration).version;
            return { purpose: 'candidate', iteration, version: proposed, name: iteration };
          });
    const { after, kept } = oneBatch(world, referee, { batch, entrants });
    referee = after;
    version = kept?.version ?? version;
    seen.push({ believed: referee.best()?.value ?? null, version });
  }
  return seen;
}

function oneBatch(world: World, before: Referee, { batch, entrants }: { batch: number; entrants: readonly Entrant[] }) {
  const evalIds = world.deciding.map(({ id }) => id);
  let after = before;
  let kept: Entrant | null = null;
  for (const { purpose, iteration } of entrants) {
    const blocks = after.plan({ purpose, evalIds });
    after = after.fold({ type: 'arm_opened', plan: { id: String(iteration), purpose, iteration, batch, blocks } });
  }
  for (let open = entrants.length; open > 0; ) {
    const action = after.next(1).find(({ type }) => type !== 'cancel');
    const entrant = entrants.find(({ iteration }) => String(iteration) === action?.arm);
    if (action === undefined || entrant === undefined) throw new Error('the referee asks for nothing');
    if (action.type === 'verdict') {
      if (action.verdict.type === 'keep') kept = entrant;
      after = after.fold({ type: 'arm_closed', arm: action.arm });
      open -= 1;
    } else if (action.type === 'start') {
      after = after.fold({ ...action, type: 'trial_ended', measurement: trialOf(world, entrant, action.slot) });
    }
  }
  return { after, kept };
}

function trialOf(world: World, { version, name }: Entrant, { evalId, trial }: Slot) {
  const evalIndex = world.deciding.findIndex(({ id }) => id === evalId);
  return runTrial(world, { version, evalIndex, drifted: false, name, trial }).measurement;
}

describe('chance and probability of the simulator', () => {
  it('draws what it says', () => {
    const draw = chance(1, 'test');
    const normals = Array.from({ length: 20_000 }, () => draw.normal());
    const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(normals.length));
    expect(normals.filter((value) => value < 1).length / normals.length).toBeCloseTo(share(1), 1.7);
    const evenly = Array.from({ length: 6_000 }, () => draw.below(6));
    for (let side = 0; side < 6; side += 1) {
      expect(Math.abs(evenly.filter((value) => value === side).length - 1_000)).toBeLessThan(4 * Math.sqrt(1_000));
    }
  });

  it.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.959963984540054, 0.025],
    [3, 0.9986501019683699],
  ])('puts below %d a share of %d', (z, below) => {
    expect(share(z)).toBeCloseTo(below, 12);
  });
});
