import { describe, expect, it } from 'vitest';
import { collectGuardrails, guardrailsOf } from '../../src/cli/guardrail-option.ts';
import { guardrailTexts } from '../../src/core/guardrails.ts';

describe('guardrails', () => {
  it('are collected, several at once too, and a later limit stands for an earlier one', () => {
    const texts = collectGuardrails('eval-time=2m, eval-drop=0', collectGuardrails('skill-lines=500'));
    expect(texts).toEqual(['skill-lines=500', 'eval-time=2m', 'eval-drop=0']);
    expect(guardrailsOf(collectGuardrails('skill-lines=400', texts))).toEqual({
      'skill-lines': 400,
      'eval-time': 120_000,
      'eval-drop': 0,
    });
    expect(guardrailsOf(['skill-tokens=1', 'eval-cost=0.05', 'eval-tokens=9'])).toEqual({
      'skill-tokens': 1,
      'eval-cost': 0.05,
      'eval-tokens': 9,
    });
  });

  it('are put as a person would give them, and read back the same', () => {
    const guardrails = { 'skill-lines': 500, 'eval-cost': 0.05, 'eval-time': 90_500, 'eval-drop': 0 };
    const texts = ['skill-lines=500', 'eval-cost=0.05', 'eval-time=90.5s', 'eval-drop=0'];
    expect(guardrailTexts(guardrails)).toEqual(texts);
    expect(guardrailsOf(guardrailTexts(guardrails))).toEqual(guardrails);
  });

  it.each([
    ['skill-line=5', 'There is no guardrail "skill-line". Did you mean skill-lines?'],
    ['', 'There is no guardrail "".'],
    ['skill-lines', 'skill-lines needs a limit: skill-lines=LIMIT.'],
    ['skill-lines=many', 'skill-lines: It must be a whole number from 1 on.'],
    ['eval-cost=0', 'eval-cost: It must be a positive amount'],
    ['eval-drop=1', 'eval-drop: It must be a part of a score'],
    ['eval-drop=20%', 'eval-drop: It must be a part of a score'],
    ['eval-time=soon', 'eval-time: It must be a time'],
  ])('%j is none', (text, message) => {
    expect(() => collectGuardrails(text)).toThrow(message);
  });
});
