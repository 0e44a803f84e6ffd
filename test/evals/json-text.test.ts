import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonObjectIn, parseJsonText, pointer } from '../../src/evals/json-text.ts';

describe('JSON in the text of an agent', () => {
  it.each([
    ['{"a": 1}', { a: 1 }],
    ['Here:\n```json\n{"a": {"b": 2}}\n```\nDone.', { a: { b: 2 } }],
    ['{"text": "with } and { inside"}', { text: 'with } and { inside' }],
    ['none', null],
    ['{"a": 1', null],
    ['} before {', null],
    ['{"a": 1} and {"b": 2}', null],
  ])('%j gives %j', (text, value) => {
    expect(jsonObjectIn(text)).toEqual(value);
  });

  it('is found whatever stands around it', () => {
    const prose = fc.string().filter((text) => !/[{}]/.test(text));
    fc.assert(
      fc.property(prose, fc.dictionary(fc.string(), fc.jsonValue()), prose, (...[before, value, after]) => {
        expect(JSON.stringify(jsonObjectIn(`${before}${JSON.stringify(value)}${after}`))).toBe(JSON.stringify(value));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('JSON in a file', () => {
  it('may begin with a byte order mark', () => {
    expect(parseJsonText('\uFEFF[1]', 'a.json')).toEqual([1]);
  });

  it.each([
    ['{"a": 1,}', ':1:9: is no JSON (property name expected)'],
    ['{\n  "a" 1\n}', ':2:7: is no JSON (colon expected)'],
    ['[1] 2', ':1:5: is no JSON (end of file expected)'],
    ["{'a': 1}", ':1:2: is no JSON (invalid symbol)'],
  ])('%j is refused with line, column and reason', (text, message) => {
    expect(() => parseJsonText(text, 'a.json')).toThrow(
      expect.objectContaining({
        name: 'UserError',
        code: 'invalid_evals',
        message: expect.stringContaining(`a.json${message}`),
      }),
    );
  });
});

it.each([
  [[], ''],
  [['evals', 0, 'files'], '/evals/0/files'],
  [['a/b', 'c~d'], '/a~1b/c~0d'],
])('the pointer of %j is %j', (path, text) => {
  expect(pointer(path)).toBe(text);
});
