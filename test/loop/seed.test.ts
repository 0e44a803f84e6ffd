import { expect, it } from 'vitest';
import { type SeedParts, seedOf } from '../../src/loop/seed.ts';

const PARTS: SeedParts = {
  runSeed: 1,
  purpose: 'iteration',
  role: 'executor',
  iteration: 2,
  treeHash: 'abc',
  evalId: 'a',
  trial: 1,
  attempt: 1,
};

it('the same call of the same run always gets the same seed, of 32 bits', () => {
  expect(seedOf(PARTS)).toBe(seedOf({ ...PARTS }));
  expect(seedOf(PARTS)).toBe(seedOf(JSON.parse(JSON.stringify(PARTS))));
  for (let attempt = 1; attempt <= 50; attempt += 1) {
    const seed = seedOf({ ...PARTS, attempt });
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
  }
});

it('calls that differ in anything get different seeds', () => {
  const others: Partial<SeedParts>[] = [
    { runSeed: 2 },
    { purpose: 'judge' },
    { role: 'judge' },
    { iteration: 3 },
    { treeHash: 'abd' },
    { evalId: 'b' },
    { evalId: null },
    { trial: 2 },
    { attempt: 2 },
    { trial: 11, attempt: 1 },
    { trial: 1, attempt: 11 },
    { vote: 2 },
    { vote: 3 },
  ];
  const seeds = [PARTS, ...others.map((change) => ({ ...PARTS, ...change }))].map(seedOf);
  expect(new Set(seeds).size).toBe(seeds.length);
});
