import { describe, expect, it } from 'vitest';
import { ranked } from '../../src/core/ranking.ts';

const measured = [
  { entry: { name: 'a' }, metrics: { score: 0.5, usage: { cost_usd: 2 } } },
  { entry: { name: 'b' }, metrics: { score: null, usage: { cost_usd: 1 } } },
  { entry: { name: 'c' }, metrics: { score: 0.9, usage: { cost_usd: 3 } } },
  { entry: { name: 'd' }, metrics: null },
  { entry: { name: 'e' }, metrics: { score: 0.5 } },
];
const places = (by: string, direction: 'maximize' | 'minimize') =>
  ranked(measured, { by, direction }).map(({ name, rank }) => `${name} ${rank}`);

describe('a ranking', () => {
  it('has the best first, and what lacks the metric last in both directions', () => {
    expect(places('score', 'maximize')).toEqual(['c 1', 'a 2', 'e 2', 'b null', 'd null']);
    expect(places('score', 'minimize')).toEqual(['a 1', 'e 1', 'c 3', 'b null', 'd null']);
    expect(places('usage.cost_usd', 'minimize')).toEqual(['b 1', 'a 2', 'c 3', 'd null', 'e null']);
  });

  it('refuses a metric that nothing has, and names those that there are', () => {
    expect(() => places('scores', 'maximize')).toThrow(
      expect.objectContaining({ code: 'usage', hint: 'There are score, usage.cost_usd.' }),
    );
    expect(ranked([], { by: 'score', direction: 'maximize' })).toEqual([]);
  });
});
