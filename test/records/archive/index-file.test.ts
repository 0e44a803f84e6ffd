import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendToIndex, readIndex } from '../../../src/records/archive/index-file.ts';
import { useTempFolder } from '../../platform/temp.ts';

const temp = useTempFolder();
const index = () => join(temp(), 'index.yaml');
const ENTRY = {
  ...{ id: 'run_001', status: 'completed', archive: 'archives/run_001/', notes: null },
  ...{ started_at: '2026-11-21T10:00:00Z', completed_at: '2026-11-21T10:05:00Z' },
};

async function ids(): Promise<readonly string[]> {
  return (await readIndex(temp())).entries.map(({ id }) => id);
}

describe('what is added to the list of archives', () => {
  it('is read as it was written, whatever a note holds', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(
        '- a: b',
        'a: [',
        '# none',
        '"',
        "it's: 'so'",
        '| ',
        '&x *x',
        'null',
        '---\nb',
        'x\n\n',
        ' y\r\n',
        '%',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 4 }), async (notes) => {
        await writeFile(index(), '');
        for (const note of notes) await appendToIndex(temp(), { ...ENTRY, notes: note });
        const { entries, problems } = await readIndex(temp());
        expect(problems).toEqual([]);
        expect(entries).toEqual(notes.map((note) => ({ ...ENTRY, notes: note })));
      }),
      { seed: 21, numRuns: 150 },
    );
  });

  it('is below what another program wrote, in the form that it wrote', async () => {
    for (const [text, expected] of [
      ['- {id: a, status: failed}\n', ['a', 'run_001']],
      ['runs:\n- {id: a, status: failed}\n', ['a', 'run_001']],
      ['# runs of the week\n\n', ['run_001']],
      ['runs:\n  - id: a\n    status: failed', ['a', 'run_001']],
      ['runs:\n  - id: a\n    status: failed\n    tags:\n      - x\n', ['a', 'run_001']],
      ['version: 1\nruns:\n    - {id: a, status: failed}\n', ['a', 'run_001']],
    ] as const) {
      await writeFile(index(), text);
      await appendToIndex(temp(), { ...ENTRY, notes: 'two\n\n  lines' });
      expect(await ids(), text).toEqual(expected);
      expect((await readFile(index(), 'utf8')).slice(0, text.length)).toBe(text);
    }
  });
});

describe('a list without an end that could be added to', () => {
  it.each([
    ['runs: []\n', ['run_001']],
    ['runs: [] # none yet\n', ['run_001']],
    ['[]', ['run_001']],
    ['runs: [{id: a, status: failed}, {id: b, status: done}]\n', ['a', 'b', 'run_001']],
    ['[{id: a, status: failed}]\n', ['a', 'run_001']],
    ['runs:\n- {id: a, status: failed} # mine\nversion: 1\n', ['a', 'run_001']],
    ['runs: []\nversion: 1\n', ['run_001']],
  ])('%j is written anew, and keeps what is in it', async (text, expected) => {
    await writeFile(index(), text);
    await appendToIndex(temp(), { ...ENTRY, notes: 'two\n\n  lines' });
    await appendToIndex(temp(), { ...ENTRY, id: 'run_002' });
    const { entries, problems } = await readIndex(temp());
    expect(problems).toEqual([]);
    expect(entries.map(({ id }) => id)).toEqual([...expected, 'run_002']);
    expect(entries.at(-2)?.notes).toBe('two\n\n  lines');
    const written = await readFile(index(), 'utf8');
    for (const [kept] of text.matchAll(/# .*|version: 1|status: \w+/g)) expect(written).toContain(kept);
  });

  it.each(['runs: none\n', '{a: [\n', '7\n'])('%j is no list and keeps its bytes', async (text) => {
    await writeFile(index(), text);
    await appendToIndex(temp(), ENTRY);
    const written = await readFile(index(), 'utf8');
    expect(written.startsWith(text)).toBe(true);
    expect(written).toContain('id: run_001');
  });
});

describe('a list that others wrote to', () => {
  it('keeps entries with further keys and words, and names those that are none', async () => {
    await appendToIndex(temp(), ENTRY);
    await appendFile(index(), '- {id: b, status: aborted, cost: 3}\n- {id: 4, status: done}\n- {id: d}\n- null\n');
    const { entries, problems } = await readIndex(temp());
    expect(entries).toEqual([
      ENTRY,
      {
        ...{ id: 'b', status: 'aborted', cost: 3 },
        ...{ started_at: null, completed_at: null, archive: null, notes: null },
      },
    ]);
    expect(problems.map((problem) => problem.replace(/^.*index\.yaml /, '').replace(/:.*/, ''))).toEqual([
      '/2/id',
      '/3/status',
      '/4',
    ]);
  });

  it.each(['7', 'text', 'runs: none', '{}', 'runs: {a: b}'])('that is %j has no runs', async (text) => {
    await writeFile(index(), text);
    expect(await readIndex(temp())).toEqual({ entries: [], problems: [] });
  });
});
