import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../src/core/findings/findings.ts';
import type { RunView, ViewedRow } from '../../../src/core/run-view.ts';
import { certificateOf, fresh, iterationOf, passOf, type Step, trialOf, viewOf } from '../../support/views.ts';

const baseline = (score: number, marks?: Step['marks']): Step => ({
  ...{ score, best: score, action: 'baseline' },
  ...(marks && { marks }),
});
const kept = (score: number, more: Partial<Step> = {}): Step => ({ score, best: score, action: 'kept', ...more });
const reverted = (best: number, more: Partial<Step> = {}): Step => ({ score: 0.1, best, action: 'reverted', ...more });
const fixing = (...fixed: string[]) => ({ flips: { fixed, broken: [], flaky: [], expected: [] } });

const unscored = (action: ViewedRow['action']): ViewedRow => {
  return { score: null, best_score: null, action, changelog: '', timestamp: '2026-01-01T00:00:00+00:00' };
};
const TEN = [0.14, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const LIVE: Partial<RunView> = { state: { ...viewOf([]).state, live: { pid: 1, host: 'here' } } };

describe('the class of a climb', () => {
  it.each<[string, RunView]>([
    ['unmeasured', viewOf([])],
    ['perfect', viewOf([baseline(0.5), kept(1)])],
    ['too_early', viewOf([baseline(0.5), reverted(0.5), reverted(0.5)])],
    ['stuck', viewOf([baseline(0.5), reverted(0.5), reverted(0.5), reverted(0.5)])],
    ['no_evidence', viewOf([baseline(0.5), reverted(0.5), reverted(0.5, fixing('a#1')), reverted(0.5)])],
    ['no_evidence', viewOf([baseline(0.5), kept(0.6)], fresh('v1', [0.5, 0.55, 0.2]))],
    ['no_evidence', viewOf([baseline(0.5), kept(0.6)], fresh('v1', [0.5, 0.45, 0.2]))],
    ['plateau', viewOf([baseline(0.5), kept(0.8), reverted(0.8), reverted(0.8), reverted(0.8)])],
    ['rapid', viewOf([baseline(0.5), kept(0.8), reverted(0.8), kept(0.81)])],
    ['climbing', viewOf([baseline(0.5), kept(0.6), reverted(0.6), kept(0.8)])],
    ['climbing', viewOf([baseline(0.5), kept(1)], fresh('v1', [0.5, 0.9, 0.1]))],
    ['perfect', viewOf([baseline(0.5), kept(0.9)], fresh('v1', [0.5, 1, 0.1]))],
    ['climbing', viewOf([baseline(0.5), kept(0.6), kept(0.8), reverted(0.8), reverted(0.8)])],
    ['climbing', viewOf([baseline(0.1), ...TEN.map((score) => kept(score)), ...TEN.slice(7).map(() => reverted(0.9))])],
    ['climbing', viewOf([baseline(0.5), kept(0.73), kept(0.74), kept(0.8)])],
    ['climbing', viewOf([baseline(0.5), reverted(0.5), { ...kept(0.6), row: unscored('kept') }])],
    ['unmeasured', viewOf([{ ...baseline(0.5), row: unscored('baseline') }])],
  ])('is %s', (kind, view) => {
    expect(findingsOf(view).class).toBe(kind);
  });
});

describe('what is recommended', () => {
  const noise = { evals: 4, one_pass: 0.05, passes: 0, smallest_gain: null };

  it.each<[string, string, RunView]>([
    ['investigate', 'nothing was measured', viewOf([])],
    ['continue', 'at work', viewOf([baseline(0.5), kept(0.8)], { ...fresh('v1', [0.5, 0.9, 0.1]), ...LIVE })],
    ['continue', 'too few', viewOf([baseline(0.5)])],
    ['investigate', 'ask too little', viewOf([baseline(1)])],
    ['investigate', 'fixed a single', viewOf([baseline(0.5), reverted(0.5), reverted(0.5), reverted(0.5)])],
    [
      'reject',
      'better than the original',
      viewOf([baseline(0.5), reverted(0.5, fixing('a#1')), reverted(0.5), reverted(0.5)]),
    ],
    ['apply', 'fresh passes show', viewOf([baseline(0.5), kept(0.8)], fresh('v1', [0.5, 0.8, 0.1]))],
    ['investigate', 'within its noise', viewOf([baseline(0.5), kept(0.6)], fresh('v1', [0.5, 0.6, 0.2]))],
    ['reject', 'show no gain', viewOf([baseline(0.5), kept(0.55)], fresh('v1', [0.5, 0.5, 0.2]))],
    ['apply', 'larger than what chance', viewOf([baseline(0.5), kept(0.6)], { noise })],
    ['continue', 'still rises', viewOf([baseline(0.5), kept(0.55)], { noise })],
    ['investigate', 'points above', viewOf([baseline(0.5), kept(0.9)], fresh('v1', [0.5, 0.7, 0.3]))],
    ['apply', 'fresh passes show', viewOf([baseline(0.5), kept(0.9)], fresh('v1', [0.5, 0.7, 0.1]))],
  ])('is to %s: %s', (action, reason, view) => {
    expect(findingsOf(view).recommendation).toEqual({ action, reason: expect.stringContaining(reason) });
  });
});

describe('the red flags', () => {
  const flagsOf = (view: RunView) => findingsOf(view).red_flags.map(({ flag }) => flag);
  const rising = [0.3, 0.4, 0.5, 0.6, 0.7].map((score) => kept(score));

  it('are raised by scores that rise with every iteration', () => {
    expect(flagsOf(viewOf([baseline(0.2), ...rising]))).toEqual(['monotone']);
    expect(flagsOf(viewOf([baseline(0.2), ...rising.slice(1)]))).toEqual([]);
    expect(flagsOf(viewOf([baseline(0.2), ...rising, reverted(0.7)]))).toEqual([]);
    expect(flagsOf(viewOf([baseline(0.2), ...rising, reverted(0.7, { score: null })]))).toEqual([]);
    expect(flagsOf(viewOf([baseline(0.2), reverted(0.2, { score: null }), ...rising]))).toEqual([]);
    const unknown = { ...baseline(0.2), row: unscored('baseline') };
    expect(flagsOf(viewOf([unknown, ...rising]))).toEqual([]);
    const open = { ...iterationOf(6, kept(0.1)), row: null };
    const view = viewOf([baseline(0.2), ...rising]);
    expect(flagsOf({ ...view, iterations: [...view.iterations, open] })).toEqual(['monotone']);
  });

  it('are raised by sealed evals that came out further below the deciding ones than submit was told', () => {
    const validation = { score: 0.9, from: 'fresh' as const };
    const submitted = certificateOf({ kind: 'submit', gap: 0.1, after: 0.6, gain: 0.1, validation });
    const flagged = (certificates: RunView['certificates']) =>
      findingsOf(viewOf([baseline(0.5), kept(0.8)], { certificates })).red_flags;
    expect(flagged([submitted])).toEqual([
      { flag: 'overfit', message: 'the sealed evals came out 30.0 points below those that decided' },
    ]);
    expect(flagged([{ ...submitted, after: 0.85 }])).toEqual([]);
    expect(flagged([{ ...submitted, kind: 'certify' }])).toEqual([]);
  });

  it('are raised by a climb that believed more than fresh passes gave', () => {
    expect(flagsOf(viewOf([baseline(0.5), kept(0.9)], fresh('v1', [0.5, 0.8, 0.1])))).toEqual(['lucky_climb']);
    expect(flagsOf(viewOf([baseline(0.5), kept(0.9)], fresh('v1', [0.5, 0.81, 0.1])))).toEqual([]);
  });

  it('are raised by trials: unmeasured, without the skill, and leaked', () => {
    const marks = { a: '++', b: null };
    expect(flagsOf(viewOf([baseline(0.5, marks)]))).toEqual(['unmeasured']);
    const trials = [trialOf('a', '+', { skill_used: false }), trialOf('b', '+', { skill_used: true })];
    expect(flagsOf(viewOf([{ ...baseline(1), trials }]))).toEqual(['skill_unused']);
    const without = passOf(null, [trialOf('a', '-', { skill_used: false })], 'arms-1');
    expect(flagsOf(viewOf([baseline(1, { a: '+' })], { passes: [without] }))).toEqual([]);
    const leaked = [...Array.from({ length: 9 }, () => trialOf('a', '+')), trialOf('b', null, { outcome: 'leak' })];
    expect(flagsOf(viewOf([{ ...baseline(1), trials: leaked }]))).toEqual(['leak']);
  });

  it('are raised by evals that are flaky, and by a skill that grew', () => {
    const again = passOf('v0', [trialOf('a', '-+')]);
    expect(flagsOf(viewOf([baseline(0.5, { a: '++' })], { passes: [again] }))).toEqual(['flaky_evals']);
    const versions = [500, 4000].map((bytes, iteration) => {
      return { name: `v${iteration}`, iteration, tree_hash: null, files: 1, bytes };
    });
    expect(flagsOf(viewOf([baseline(0.5), kept(0.6)], { versions }))).toEqual(['grown']);
  });
});

describe('what follows from the expectations', () => {
  const view = viewOf(
    [
      baseline(0.25, { a: '+---', b: '----' }),
      kept(0.5, { marks: { a: '++--', b: '+---' }, ...fixing('a#2', 'b#1') }),
      reverted(0.5, { marks: { a: '+++-', b: '----' } }),
      kept(0.6, { marks: { a: '++--', b: '-+--' }, ...fixing('b#2') }),
    ],
    { passes: [passOf('v3', [trialOf('a', '+++-')])] },
  );
  const findings = findingsOf(view);

  it('is what still fails with the best version, and of what kind that is', () => {
    expect(findings.failures.map(({ id, kind, states, folder }) => [id, kind, states, folder])).toEqual([
      ['a#3', 'flaky', 4, 'iteration-3/eval-a'],
      ['a#4', 'eval', 4, 'iteration-3/eval-a'],
      ['b#1', 'hard', 4, 'iteration-3/eval-b'],
      ['b#3', 'eval', 4, 'iteration-3/eval-b'],
      ['b#4', 'eval', 4, 'iteration-3/eval-b'],
    ]);
    expect(findings.failures[1]).toMatchObject({
      ...{ text: 'a says 4', best: { passed: 0, failed: 2 }, all: { passed: 0, failed: 5 } },
    });
  });

  it('is what each kept edit bought, and what of it is lost again', () => {
    expect(findings.edits).toMatchObject([
      { iteration: 1, changelog: 'edit 1', bought: ['a#2'], lost: ['b#1'], rise: 0.25 },
      { iteration: 3, bought: ['b#2'], lost: [], rise: expect.closeTo(0.1) },
    ]);
    expect(findings).toMatchObject({ candidates: 3, kept: 2, flaky: ['a#3'], always_pass: ['a#1'] });
  });

  it('is what a point cost, where a cost is known', () => {
    const { spend } = view.state;
    if (spend === null) throw new Error('the view has no spend');
    expect(findings.cost.usd_per_point).toBeNull();
    const untold = { ...view, state: { ...view.state, spend: null } };
    expect(findingsOf(untold).cost).toEqual({ usd_per_point: null, tokens_per_point: null, ms_per_point: null });
    const paid = { ...view.state, spend: { ...spend, cost_usd: 7, duration_ms: 70 } };
    const { cost } = findingsOf({ ...view, state: paid });
    expect(cost).toEqual({
      usd_per_point: expect.closeTo(0.2),
      tokens_per_point: null,
      ms_per_point: expect.closeTo(2),
    });
  });
});
