import { describe, expect, it } from 'vitest';
import {
  brokenText,
  dropReadings,
  guardrailsSchema,
  guardrailTexts,
  isBroken,
  limitTexts,
  readingsIn,
  readingText,
  sizeOfText,
  sizeReadings,
  usedReadings,
} from '../../src/core/guardrails.ts';
import { usedBy } from '../../src/core/used.ts';

const used = (cost_usd: number | null, tokens: number | null = null) => ({ cost_usd, tokens, duration_ms: 1000 });

describe('the size of a text', () => {
  it.each([
    ['', 0, 0],
    ['a', 1, 1],
    ['a\n', 1, 1],
    ['a\n\nbcdef', 3, 2],
  ])('of %j is %i lines and about %i tokens', (text, lines, tokens) => {
    expect(sizeOfText(text)).toEqual({ lines, tokens });
  });

  it('is held against the limits that there are, and may come up to them', () => {
    const size = { lines: 500, tokens: 9 };
    expect(sizeReadings(null, size)).toEqual([]);
    const [lines] = sizeReadings({ 'skill-lines': 500, 'eval-cost': 1 }, size);
    expect(lines).toEqual({ guardrail: 'skill-lines', limit: 500, value: 500 });
    expect(lines && isBroken(lines)).toBe(false);
    const [tokens] = sizeReadings({ 'skill-tokens': 8 }, size);
    expect(tokens && isBroken(tokens)).toBe(true);
    expect(tokens && brokenText(tokens)).toBe('guardrail skill-tokens=8: SKILL.md has about 9 tokens');
  });
});

describe('what trials took', () => {
  const trials = [
    { evalId: 'a', used: used(1) },
    { evalId: 'a', used: used(3) },
    { evalId: 'b', used: used(0.5) },
  ];

  it('is the mean over evals of the means of their trials', () => {
    const [cost, time] = usedReadings({ 'eval-cost': 1.2, 'eval-time': 1000 }, trials);
    expect(cost?.value).toBe(1.25);
    expect(cost && brokenText(cost)).toBe('guardrail eval-cost=1.2: an eval costs 1.25 USD on average');
    expect(time).toEqual({ guardrail: 'eval-time', limit: 1000, value: 1000 });
    expect(time && isBroken(time)).toBe(false);
  });

  it('is unknown as soon as a part of it is, which breaks nothing and says so', () => {
    const [cost] = usedReadings({ 'eval-cost': 0.1 }, [...trials, { evalId: 'c', used: used(null) }]);
    expect(cost?.value).toBeNull();
    expect(cost && isBroken(cost)).toBe(false);
    expect(cost && readingText(cost)).toBe('eval-cost=0.1: unmeasured');
    expect(usedReadings({ 'eval-tokens': 1 }, [])).toMatchObject([{ value: null }]);
    expect(usedReadings({ 'eval-tokens': 1 }, [{ evalId: 'a', used: null }])).toMatchObject([{ value: null }]);
  });

  it('is read off its record', () => {
    const usage = { input_tokens: 3, output_tokens: 4, cached_input_tokens: null, cost_usd: null };
    expect(usedBy({ usage, duration_ms: 5 })).toEqual({ cost_usd: null, tokens: 7, duration_ms: 5 });
  });
});

describe('the drop of an eval', () => {
  it('is that of the one that fell most; digits beyond what a score has do not count', () => {
    const [drop] = dropReadings(
      { 'eval-drop': 0.2 },
      new Map([
        ['a', 0.1],
        ['b', 0.8 - 0.6],
      ]),
    );
    expect(drop).toMatchObject({ eval: 'b', value: expect.closeTo(0.2) });
    expect(drop && isBroken(drop)).toBe(false);
    const [more] = dropReadings({ 'eval-drop': 0 }, new Map([['a', 0.1]]));
    expect(more && brokenText(more)).toBe('guardrail eval-drop=0: eval a fell by 0.1');
    expect(more && readingText(more)).toBe('eval-drop=0: eval a fell by 0.1');
  });

  it('is none where every eval rose, and unknown where nothing is known', () => {
    expect(dropReadings({ 'eval-drop': 0 }, new Map([['a', -0.5]]))).toMatchObject([{ value: 0 }]);
    expect(dropReadings({ 'eval-drop': 0 }, new Map())).toMatchObject([{ value: null }]);
  });
});

it('limits are told as they are asked for, and to the improver in sentences', () => {
  const limits = { 'eval-time': 90_000, 'skill-lines': 500, 'skill-tokens': 100 };
  expect(guardrailTexts(limits)).toEqual(['skill-lines=500', 'skill-tokens=100', 'eval-time=90s']);
  expect(guardrailTexts(null)).toEqual([]);
  expect(limitTexts(limits)).toEqual([
    'SKILL.md must not have more than 500 lines.',
    'SKILL.md must not have more than about 100 tokens (400 characters).',
    'Following the skill must not take more than 90 seconds a task on average.',
  ]);
  expect(limitTexts(null)).toEqual([]);
});

it('a limit that nobody knows, or below nothing, is no guardrail; of other numbers nothing is read', () => {
  expect(guardrailsSchema.safeParse({ 'skill-words': 1 }).success).toBe(false);
  expect(guardrailsSchema.safeParse({ 'eval-cost': -1 }).success).toBe(false);
  expect(guardrailsSchema.parse({ 'eval-drop': 0 })).toEqual({ 'eval-drop': 0 });
  expect(readingsIn({})).toEqual([]);
  expect(readingsIn({ guardrails: [{ guardrail: 'x' }] })).toEqual([]);
  const reading = { guardrail: 'skill-lines', limit: 5, value: 4 };
  expect(readingsIn({ guardrails: [reading] })).toEqual([reading]);
});
