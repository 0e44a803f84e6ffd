import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/cli.ts';

const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
const section = /^## What you can rely on$(.*?)^## /ms.exec(readme)?.[1] ?? '';
const rows = section.split('\n').flatMap((line) => {
  const [, promise, shown] = /^\| (.+) \| (.+) \|$/.exec(line) ?? [];
  return promise === undefined || promise === 'promise' ? [] : [{ promise, shown }];
});

it('the README promises something, once each', () => {
  expect(rows.length).toBeGreaterThan(10);
  expect(new Set(rows.map(({ promise }) => promise)).size).toBe(rows.length);
});

it.each(rows)('a test shows what the README promises: $promise', async ({ shown }) => {
  expect(shown).toMatch(/^`[^`]+`: ./);
  const [, file, name] = /^`(test\/[\w./-]+\.test\.ts)`: (.+)$/.exec(shown ?? '') ?? [];
  const text = await readFile(join(ROOT, file ?? ''), 'utf8');
  const names = [...text.matchAll(/\b(?:it|test|describe)\b[^'"`]*?\(\s*(['"`])((?:\\.|(?!\1).)+)\1/gs)].map(
    (match) => match[2],
  );
  expect(names).toContain(name);
});
