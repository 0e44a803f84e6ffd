import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectationsIn, verifierText } from '../../../src/records/artifacts/verifier-text.ts';

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
const item = fc.record({ text: fc.string({ unit: 'binary' }), passed: fc.boolean(), evidence: fc.string() });

describe('what a verifier said', () => {
  it('is read as it was written, but for blanks', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), (items) => {
        const plain = items.map(({ text, passed, evidence }) => ({
          text: oneLine(text),
          passed,
          evidence: oneLine(evidence),
        }));
        expect(expectationsIn(verifierText(items))).toEqual(plain);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no grading', 'not measured: timeout, did not finish in time\n'],
    ['half of it', 'PASS 1. a\n     b\nPASS 2. c\n     d\n'],
    ['another sum', 'PASS 1. a\n     b\n2 of 2 passed\n'],
    ['a forged number', 'PASS 2. a\n     b\n1 of 1 passed\n'],
    ['no evidence', 'PASS 1. a\nb\n1 of 1 passed\n'],
    ['the words of another verifier', '===== 3 passed in 0.1s =====\n'],
  ])('is nothing where it is %s', (_, text) => {
    expect(expectationsIn(text)).toBeNull();
  });

  it('makes no trouble, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => expectationsIn(text) === null));
  });
});
