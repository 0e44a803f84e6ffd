import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonObjectIn, parseJsonText, pointer } from '../../src/evals/json-text.ts';

describe('JSON in the text of an agent', () => {
  const any = () => true;

  it.each([
    ['{"a": 1}', { a: 1 }],
    ['Here:\n```json\n{"a": {"b": 2}}\n```\nDone.', { a: { b: 2 } }],
    ['{"text": "with } and { inside, and \\" too"}', { text: 'with } and { inside, and " too' }],
    ['{"a": 1} and {"b": 2}', { b: 2 }],
    ['Braces { } and {name} stand around {"a": {"b": 2}} as in f(x) { return x; }', { a: { b: 2 } }],
    ['The "{" was missing: {"a": 1}', { a: 1 }],
    ['It began with { and says "so". {"a": 1}', { a: 1 }],
    ['{"a": {"b": 2}', { b: 2 }],
    ['{{"a": 1}}', { a: 1 }],
    ['none', null],
    ['{"a": 1', null],
    ['} before {', null],
    ['{a: 1}', null],
  ])('%j gives %j', (text, value) => {
    expect(jsonObjectIn(text, any)).toEqual(value);
  });

  it('is the last that fits, whatever is said after it', () => {
    const hasA = (value: unknown) => typeof value === 'object' && value !== null && 'a' in value;
    expect(jsonObjectIn('{"a": 1} {"a": 2} {} (as {"b": 3})', hasA)).toEqual({ a: 2 });
    expect(jsonObjectIn('{"b": {"a": 1}}', hasA)).toBeNull();
  });

  it('is found whatever stands around it', () => {
    const prose = fc.string({ unit: fc.constantFrom('a', ' ', '{', '}', '\n', ':', "'", '`') });
    const fits = (value: unknown) => typeof value === 'object' && value !== null && 'answer' in value;
    fc.assert(
      fc.property(prose, fc.jsonValue(), prose, (...[before, answer, after]) => {
        const text = JSON.stringify({ answer });
        expect(JSON.stringify(jsonObjectIn(`${before}${text}${after}`, fits))).toBe(text);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  // Looking on from each brace to the end would take until the time limit, and long after it.
  it('is looked for, though there be nothing but open braces', () => {
    expect(jsonObjectIn('{"'.repeat(128 * 1024), any)).toBeNull();
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
