import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CHECKS, checkProblem, runCheck } from '../../../src/evals/checks/registry.ts';
import { loadSuite } from '../../../src/evals/suite.ts';
import { called, said, stageExample } from '../../contract/check-examples.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { writeTree } from '../../support/write-tree.ts';

const folder = useTempFolder();
const page = await readFile(new URL('../../../docs/checks.md', import.meta.url), 'utf8');

/** The rows of the tables: check, words, fields, example. */
const rows = [...page.matchAll(/^\| `(\w+)` \| (.+) \| (.+) \| `(\{.+\})` \|$/gm)].map(
  ([, type, , fields, example]) => ({
    type: type ?? '',
    fields: [...(fields ?? '').matchAll(/`([a-z_]+)`/g)].map(([, field]) => field ?? ''),
    example: example ?? '',
  }),
);

/** A file that the page shows below its name. */
function shownFile(name: string): string {
  return new RegExp(`^\`${name}\`\n\n\`\`\`\\w+\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] ?? '';
}

describe('the page about checks', () => {
  it('has each check once', () => {
    const types = CHECKS.map(({ type }) => type).sort();
    expect(rows.map(({ type }) => type).sort()).toEqual(types);
  });

  it.each(rows)('has an example of $type that passes', async ({ type, example }) => {
    const spec = z.looseObject({ type: z.literal(type) }).parse(JSON.parse(example));
    const names = ['report.json', 'report.md', 'orders.csv'];
    const trial = await stageExample(folder(), {
      outputs: Object.fromEntries(names.map((name) => [name, shownFile(name)])),
      evals: { 'expected/orders.csv': shownFile('orders.csv') },
      events: [said('On my way.'), ...called('Bash', { command: 'ls' }), said('Saved 3 files.')],
    });
    expect(await checkProblem(spec, trial.evals)).toBeNull();
    expect(await runCheck(spec, trial)).toMatchObject({ passed: true });
  });

  it.each(rows)('names every field of $type', ({ type, fields }) => {
    const known = Object.keys(CHECKS.find((check) => check.type === type)?.schema.shape ?? {});
    // `field` is another word for `path`; the page says so once. A pattern always takes flags.
    const expected = known.filter((name) => name !== 'field' && !(name === 'flags' && type === 'number_close'));
    expect([...new Set(fields)].filter((name) => known.includes(name)).sort()).toEqual(expected.sort());
  });

  it('begins with a suite that can be loaded', async () => {
    const suite = /```json\n(.*?)```/s.exec(page)?.[1] ?? '';
    await writeTree(folder(), { 'evals/evals.json': suite, 'evals/files/orders.csv': 'id\n' });
    const { evals } = await loadSuite(folder());
    expect(evals[0]?.expectations.map(({ check }) => check?.type)).toEqual(['json_field_equals', undefined]);
  });
});
