import { expect, it } from 'vitest';
import { angleOf } from '../../src/loop/angles.ts';
import { improverPrompt } from '../../src/loop/brief.ts';

it('improvers side by side look from different sides, one alone is free', () => {
  const names = [0, 1, 2, 3].map((index) => angleOf({ index, size: 4 })?.name);
  expect(new Set(names).size).toBe(4);
  expect(names).not.toContain(undefined);
  expect(angleOf({ index: 0, size: 1 })).toBeNull();
  expect(angleOf({ index: 4, size: 6 })?.name).toBe(names[0]);
});

it('the prompt asks for the side, and is the same for all but for it', () => {
  const angle = angleOf({ index: 1, size: 4 });
  const prompt = improverPrompt('csv-cleaner', angle);
  expect(prompt).toContain(`Yours is this:\n${angle?.request}\n`);
  expect(improverPrompt('csv-cleaner', null)).not.toContain('Yours is this');
});
