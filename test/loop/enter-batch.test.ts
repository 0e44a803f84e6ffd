import { expect, it } from 'vitest';
import type { Proposal } from '../../src/core/schema/proposal.ts';
import { rejectionOf } from '../../src/loop/enter-batch.ts';

const proposal = (iteration: number, tree_hash: string, rejected: string | null = null) =>
  ({ iteration, tree_hash, rejected }) as Proposal;

it('a candidate that is the same as an earlier one of its batch is worth no trial', () => {
  const [first, second, third] = [proposal(5, 'a'), proposal(6, 'b'), proposal(7, 'a')];
  expect(rejectionOf(first, [])).toBeNull();
  expect(rejectionOf(second, [first])).toBeNull();
  expect(rejectionOf(third, [first, second])).toBe('drop: same as iteration 5');
});

it('its own fault is named first, and one that is not tried itself is no reason to drop another', () => {
  const broken = proposal(5, 'a', 'drop: no change');
  expect(rejectionOf(broken, [])).toBe('drop: no change');
  expect(rejectionOf(proposal(6, 'a'), [broken])).toBeNull();
  expect(rejectionOf(proposal(6, 'b', 'drop: invalid skill: x'), [proposal(5, 'b')])).toBe('drop: invalid skill: x');
});
