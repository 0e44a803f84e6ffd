import { expect, it } from 'vitest';
import { DEEPEST_JSON, isTooDeep } from '../../src/core/json-depth.ts';

const nested = (levels: number): unknown =>
  JSON.parse('[{"x":'.repeat(levels / 2) + '}]'.repeat(levels / 2).replace('}]', '1}]'));

it('tells JSON that can be walked from JSON that would take all the stack', () => {
  for (const flat of [null, 1, 'x', [], {}, [[1], { x: null }]]) expect(isTooDeep(flat)).toBe(false);
  expect(isTooDeep(nested(DEEPEST_JSON))).toBe(false);
  expect(isTooDeep(nested(DEEPEST_JSON + 2))).toBe(true);
  expect(isTooDeep(nested(100_000))).toBe(true);
});
