import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isPlaced, pathFields, pathOf, valueAt } from '../../../src/evals/checks/field-path.ts';

const isPath = (path: string): boolean => z.object(pathFields).safeParse({ path }).success;

describe('a path', () => {
  it.each(['a', 'a.b', 'a[0].b', '[0]', '[0][1]', '$', '$.a', '$[2]', 'a-b.c d', 'é.0', 'items.0.name'])(
    'may be written as %s',
    (path) => expect(isPath(path)).toBe(true),
  );

  it.each(['', '.', '.a', 'a.', 'a..b', 'a[', 'a[]', 'a[b]', 'a[-1]', 'a[1.5]', 'a]b', 'a["b"]', '$..a', '[0]a'])(
    'may not be written as %s',
    (path) => expect(isPath(path)).toBe(false),
  );

  it('stands under one of two names', () => {
    expect(isPlaced({ path: 'a' })).toBe(true);
    expect(isPlaced({ field: 'a' })).toBe(true);
    expect(isPlaced({})).toBe(false);
    expect(isPlaced({ path: 'a', field: 'a' })).toBe(false);
    expect(pathOf({ field: 'a' })).toBe('a');
    expect(pathOf({})).toBe('$');
  });
});

describe('the value at a path', () => {
  const document = { items: [{ name: 'a' }, [null]], 'x y': { '0': 'zero' }, $: 'dollar' };

  it.each([
    ['$', document],
    ['items[0].name', 'a'],
    ['items.0.name', 'a'],
    ['items[1][0]', null],
    ['x y.0', 'zero'],
    ['$.items[0]', { name: 'a' }],
  ])('is found at %s', (path, value) => {
    expect(valueAt(document, path)).toEqual({ found: true, value });
  });

  it.each([
    ['items[2].name', 'items[2]'],
    ['items[0].title.x', 'items[0].title'],
    ['items.name', 'items.name'],
    ['items.length', 'items.length'],
    ['x y[0]', 'x y[0]'],
    ['items[0].name.length', 'items[0].name.length'],
    ['items[1][0].x', 'items[1][0].x'],
    ['__proto__', '__proto__'],
    ['toString', 'toString'],
    ['$.gone.deeper', '$.gone'],
  ])('is missing at %s, from %s on', (path, missing) => {
    expect(valueAt(document, path)).toEqual({ found: false, missing });
  });

  it('is a field of its own, even under a name that objects inherit', () => {
    expect(valueAt(JSON.parse('{"__proto__": {"a": 1}}'), '__proto__.a')).toEqual({ found: true, value: 1 });
  });

  it('is found wherever it was put', () => {
    const steps = fc.array(fc.oneof(fc.nat(3), fc.constantFrom('a', 'b c', 'é', '0x')), { minLength: 1 });
    fc.assert(
      fc.property(steps, fc.jsonValue(), (path, value) => {
        const nested = path.reduceRight<unknown>(
          (inner, step) => (typeof step === 'number' ? [...Array<null>(step).fill(null), inner] : { [step]: inner }),
          value,
        );
        const written = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
        expect(isPath(`$${written}`)).toBe(true);
        expect(valueAt(nested, `$${written}`)).toEqual({ found: true, value });
      }),
      { seed: 1 },
    );
  });
});
