import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Agents } from '../../../../src/core/referee/agents.ts';
import { hurtMost, pWorse } from '../../../../src/core/referee/race/agents.ts';
import { groundOf } from '../../../../src/core/referee/race/settings.ts';
import { parseStanding } from '../../../../src/core/referee/race/standing.ts';
import type { RaceSettings } from '../../../../src/core/referee/race.ts';
import { climbing, measure, suiteOf } from '../race-scene.ts';

const graded = (score: number) => ({ outcome: 'graded', passed: Math.round(score * 4), total: 4 }) as const;

/** Eight evals under each agent. */
function suiteUnder(agents: Agents): RaceSettings {
  const evals = suiteOf(8).evals.flatMap((one) =>
    agents.names.map((name, index) => (index === 0 ? one : { ...one, id: `${one.id}@@${name}` })),
  );
  return { ...suiteOf(8), evals, agents };
}

/** A baseline of one half under each agent, then a candidate that scores as said. */
function tried(require: Agents['require'], scores: Readonly<Record<string, number>>) {
  const suite = suiteUnder({ names: Object.keys(scores), require });
  const nameOf = (id: string) => id.split('@@')[1] ?? Object.keys(scores)[0] ?? '';
  const referee = climbing(suite, () => graded(0.5));
  return measure(suite, referee, { gives: ({ evalId }) => graded(scores[nameOf(evalId)] ?? 0) });
}

describe('rule race with several agents', () => {
  it('keeps an edit that helps on the whole and hurts none', () => {
    const { verdict } = tried('all', { claude: 1, codex: 0.5 });
    expect(verdict.type).toBe('keep');
    expect(verdict.numbers).toMatchObject({
      agents: { claude: { raw: 1, delta: expect.any(Number) }, codex: { raw: 0.5, delta: 0, p_worse: 0.5 } },
    });
  });

  it('drops one that helps on the whole and hurts one beyond its noise, and says by how much', () => {
    const { verdict, after } = tried('all', { claude: 1, codex: 0.25 });
    expect(verdict.type).toBe('drop');
    expect(verdict.reason).toMatch(/^drop: hurts codex: P\(worse\) 0\.\d\d > 0\.70 after 1 pass, -\d\.\d pts$/);
    expect(after.best()?.value).toBeLessThan(0.7);
    expect(tried('pooled', { claude: 1, codex: 0.25 }).verdict.type).toBe('keep');
  });

  it('takes no small dip for harm', () => {
    const scores = { claude: 1, codex: 0.5 };
    const suite = suiteUnder({ names: Object.keys(scores), require: 'all' });
    const gives = ({ evalId }: { readonly evalId: string }) =>
      graded(evalId === 'a@@codex' ? 0.25 : evalId.includes('@@') ? 0.5 : 1);
    const { verdict } = measure(
      suite,
      climbing(suite, () => graded(0.5)),
      { gives },
    );
    expect(verdict.type).toBe('keep');
    expect(verdict.numbers).toMatchObject({ agents: { codex: { delta: expect.closeTo(-0.00315, 5) } } });
  });

  it('keeps nothing of which too little was measured with one of them', () => {
    const suite = suiteUnder({ names: ['claude', 'codex', 'pi', 'gemini'], require: 'all' });
    const gone = new Set(['a@@codex', 'b@@codex']);
    const gives = ({ evalId }: { readonly evalId: string }) =>
      gone.has(evalId) ? ({ outcome: 'judge_error', kind: null } as const) : graded(1);
    const { verdict } = measure(
      suite,
      climbing(suite, () => graded(0.5)),
      { gives },
    );
    expect(verdict.reason).toBe('undecided: 75 % measured with codex, 80 % needed');
  });

  it('believes of an eval that the baseline could not measure what that agent does on the others', () => {
    const suite = suiteUnder({ names: ['claude', 'codex'], require: 'all' });
    const after = climbing(suite, ({ evalId }) =>
      evalId === 'a@@codex' ? { outcome: 'timeout', kind: null } : graded(evalId.includes('@@') ? 0 : 1),
    );
    const ids = groundOf(suite).evals.map(({ id }) => id);
    const beliefs = parseStanding(after.standing, ids)?.beliefs ?? [];
    expect(beliefs.find((one) => one.eval === 'a@@codex')?.mean).toBe(0);
    expect(beliefs.find((one) => one.eval === 'a')?.mean).toBe(1);
  });
});

describe('who is hurt', () => {
  const share = fc.record({
    name: fc.string(),
    comparisons: fc.constant([]),
    look: fc.record({
      delta: fc.double({ min: -1, max: 1, noNaN: true }),
      sd: fc.constant(0.04),
      z: fc.double({ min: -5, max: 5, noNaN: true }),
      informed: fc.constant(true),
    }),
  });

  it('is whoever got worse with more than 0.70, the most certain one first', () => {
    fc.assert(
      fc.property(fc.array(share), (shares) => {
        const most = hurtMost(shares);
        const worst = Math.max(0, ...shares.map(pWorse));
        expect(most === null).toBe(worst <= 0.7000001 && !shares.some(({ look }) => -look.z > 0.5244005127080407));
        if (most !== null) expect(pWorse(most)).toBeCloseTo(worst, 12);
      }),
    );
  });

  it('does not change because of another agent that the edit leaves alone', () => {
    const untouched = { name: 'pi', comparisons: [], look: { delta: 0, sd: 0.04, z: 0, informed: true } };
    fc.assert(
      fc.property(fc.array(share), (shares) => {
        expect(hurtMost([...shares, untouched])).toEqual(hurtMost(shares));
      }),
    );
  });
});
