import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formsOf, holdsCanary, withoutCanaries } from '../../src/core/canary.ts';

const canaries = { own: 'own-canary-of-the-run', stated: ['says "never repeat" me'] };

describe('a canary', () => {
  it.each([
    ['of the run', 'x own-canary-of-the-run y'],
    ['of the suite', 'says "never repeat" me'],
    ['of the suite within JSON', JSON.stringify({ text: 'it says "never repeat" me' })],
  ])('%s is found and taken out', (_, text) => {
    expect(holdsCanary(text, canaries)).toBe(true);
    const clean = withoutCanaries(text, canaries);
    expect(holdsCanary(clean, canaries)).toBe(false);
    expect(clean).toContain('[canary]');
  });

  it('is not found in what only resembles it', () => {
    for (const text of ['', 'own-canary-of-the-ru', 'says never repeat me', 'OWN-CANARY-OF-THE-RUN']) {
      expect(holdsCanary(text, canaries)).toBe(false);
      expect(withoutCanaries(text, canaries)).toBe(text);
    }
  });

  it('is searched for once where its forms are the same', () => {
    expect(formsOf(canaries)).toEqual([canaries.own, canaries.stated[0], 'says \\"never repeat\\" me']);
  });

  it('is found wherever it stands, in a text and in its JSON', () => {
    const own = fc.string({ minLength: 1, unit: 'grapheme' });
    const property = fc.property(fc.string(), own, fc.string(), (before, canary, after) => {
      const one = { own: canary, stated: [] };
      expect(holdsCanary(before + canary + after, one)).toBe(true);
      expect(holdsCanary(JSON.stringify([before + canary + after]), one)).toBe(true);
    });
    fc.assert(property);
  });
});
