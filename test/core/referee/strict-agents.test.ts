import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/core/referee/port.ts';
import { beginReferee, type Referee } from '../../../src/core/referee/referee.ts';
import { strictAmong } from '../../../src/core/referee/strict.ts';
import { strictWithEarlyStop } from '../../../src/core/referee/strict-early-stop.ts';
import { isStart, isVerdict } from './drive.ts';

/** Scores in quarters by agent: of the evals a and b. */
type Scores = Readonly<Record<string, readonly [number, number]>>;

const CELLS = ['a', 'b'];

function idsOf(scores: Scores): readonly string[] {
  return CELLS.flatMap((id) => Object.keys(scores).map((name, index) => (index === 0 ? id : `${id}@@${name}`)));
}

function gives(scores: Scores, id: string): Measurement {
  const [evalId = '', name = Object.keys(scores)[0] ?? ''] = id.split('@@');
  return { outcome: 'graded', passed: scores[name]?.[evalId === 'a' ? 0 : 1] ?? 0, total: 4 };
}

function measure(known: Referee, scores: Scores, purpose: 'baseline' | 'candidate') {
  const blocks = known.plan({ purpose, evalIds: idsOf(scores) });
  const id = `${purpose} ${JSON.stringify(scores)}`;
  const plan = { id, purpose, iteration: 1, batch: 1, blocks };
  let referee = known.fold({ type: 'arm_opened', plan });
  for (;;) {
    const actions = referee.next(99);
    const verdict = actions.find(isVerdict)?.verdict;
    if (verdict !== undefined) return { verdict, after: referee.fold({ type: 'arm_closed', arm: id }) };
    for (const { slot } of actions.filter(isStart)) {
      referee = referee.fold({ type: 'trial_ended', arm: id, slot, measurement: gives(scores, slot.evalId) });
    }
  }
}

function climb(before: Scores, after: Scores, require: 'all' | 'pooled') {
  return verdictBy(beginReferee(strictAmong({ names: Object.keys(before), require })), before, after);
}

function verdictBy(start: Referee, before: Scores, after: Scores) {
  return measure(measure(start, before, 'baseline').after, after, 'candidate').verdict;
}

const scores = fc.tuple(fc.nat(4), fc.nat(4));

describe('rule strict with several agents', () => {
  const before: Scores = { claude: [1, 1], codex: [3, 3] };

  it('keeps what raises the whole and hurts none', () => {
    const verdict = climb(before, { claude: [3, 3], codex: [3, 3] }, 'all');
    expect(verdict).toMatchObject({ type: 'keep', reason: 'keep: score 0.75 > 0.5' });
  });

  it('drops what raises the whole and hurts one, unless only the whole counts', () => {
    const hurting: Scores = { claude: [4, 4], codex: [3, 2] };
    expect(climb(before, hurting, 'all')).toMatchObject({
      type: 'drop',
      reason: 'drop: hurts codex: score 0.625 < 0.75',
      numbers: { agents: { claude: { score: '1/1', best: '1/4' }, codex: { score: '5/8', best: '3/4' } } },
    });
    expect(climb(before, hurting, 'pooled').type).toBe('keep');
  });

  it('drops what does not raise the whole for that, whomever it hurts', () => {
    expect(climb(before, { claude: [1, 1], codex: [3, 2] }, 'all').reason).toBe('drop: score 0.4375 <= 0.5');
  });

  it('compares with the incumbent, not with the baseline', () => {
    const start = beginReferee(strictAmong({ names: ['claude', 'codex'], require: 'all' }));
    const baseline = measure(start, before, 'baseline').after;
    const kept = measure(baseline, { claude: [2, 2], codex: [4, 4] }, 'candidate').after;
    const { verdict } = measure(kept, { claude: [4, 4], codex: [4, 3] }, 'candidate');
    expect(verdict.reason).toBe('drop: hurts codex: score 0.875 < 1');
  });

  it('does so with an early stop as well', () => {
    const start = beginReferee(strictWithEarlyStop({ names: ['claude', 'codex'], require: 'all' }));
    const verdict = verdictBy(start, before, { claude: [4, 4], codex: [3, 2] });
    expect(verdict.reason).toBe('drop: hurts codex: score 0.625 < 0.75');
  });

  it('never keeps what it reverts because another agent is there that the edit does not touch', () => {
    const any = fc.record({ claude: scores, codex: scores });
    fc.assert(
      fc.property(any, any, scores, (old, now, untouched) => {
        if (climb(old, now, 'all').type === 'keep') return;
        expect(climb({ ...old, pi: untouched }, { ...now, pi: untouched }, 'all').type).toBe('drop');
      }),
    );
  });

  it('keeps nothing under all that it would not keep under pooled', () => {
    const any = fc.record({ claude: scores, codex: scores, pi: scores });
    fc.assert(
      fc.property(any, any, (old, now) => {
        if (climb(old, now, 'all').type === 'keep') expect(climb(old, now, 'pooled').type).toBe('keep');
      }),
    );
  });
});
