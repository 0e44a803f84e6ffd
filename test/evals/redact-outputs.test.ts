import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRedact } from '../../src/agents/redact.ts';
import { redactOutputs } from '../../src/evals/redact-outputs.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const SECRET = 'pa"ss-wörd';
const redact = createRedact([SECRET, 'pa"ss-wörd-2']);
const textOf = (name: string) => readFile(join(temp(), name), 'utf8');
const outputs = async () => (await readdir(temp(), { recursive: true })).sort();

it('replaces a secret in every text, as it is and as JSON writes it, and names the files', async () => {
  await writeTree(temp(), {
    'a/b.md': `${SECRET}, ${SECRET}-2.`,
    'c.json': JSON.stringify({ key: [SECRET] }),
    'd.txt': 'nothing to hide',
    'e.sh': { run: `#!/bin/sh\nlogin ${SECRET}\n` },
  });
  expect(await redactOutputs(temp(), redact)).toEqual({ changed: ['a/b.md', 'c.json', 'e.sh'], removed: [] });
  expect(await textOf('a/b.md')).toBe('[redacted], [redacted].');
  expect(JSON.parse(await textOf('c.json'))).toEqual({ key: ['[redacted]'] });
  expect((await lstat(join(temp(), 'e.sh'))).mode & 0o100).toBe(0o100);
});

it('changes nothing else of a text, whatever its encoding', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 255 })), async (bytes) => {
      const [before, after] = [Buffer.from(bytes), Buffer.from(bytes.toReversed())];
      await writeFile(join(temp(), 'text'), Buffer.concat([before, Buffer.from(SECRET), after]));
      await redactOutputs(temp(), redact);
      expect(await readFile(join(temp(), 'text'))).toEqual(Buffer.concat([before, Buffer.from('[redacted]'), after]));
    }),
    { seed: 1, numRuns: 50 },
  );
});

it('finds a secret wherever a long file is cut in two for reading', async () => {
  const chunk = 64 * 1024;
  for (const start of [chunk - 12, chunk - 5, chunk - 1, chunk, 2 * chunk - 3]) {
    await writeFile(join(temp(), 'long'), `${'x'.repeat(start)}${SECRET}${'y'.repeat(chunk)}`);
    expect((await redactOutputs(temp(), redact)).changed).toEqual(['long']);
    expect(await textOf('long')).toBe(`${'x'.repeat(start)}[redacted]${'y'.repeat(chunk)}`);
  }
});

it('removes what cannot be rewritten: binary files, very long ones, and names that tell it', async () => {
  await writeTree(temp(), {
    'b.bin': `\0${SECRET}`,
    'fine.bin': '\0',
    'long.txt': `${'x'.repeat(16 * 1024 * 1024)}${SECRET}`,
    [`${SECRET}.txt`]: 'x',
    [`in/${SECRET}/a.txt`]: 'x',
    [`in/${SECRET}/b.txt`]: 'x',
  });
  expect(await redactOutputs(temp(), redact)).toEqual({
    changed: [],
    removed: ['[redacted].txt', 'b.bin', 'in/[redacted]/a.txt', 'in/[redacted]/b.txt', 'long.txt'],
  });
  expect(await outputs()).toEqual(['fine.bin', 'in']);
});

it('leaves alone what merely looks like a credential, which may be what was asked for', async () => {
  await writeTree(temp(), { 'page.html': '<div class="sk-toggleable__label-arrow-right">' });
  expect(await redactOutputs(temp(), redact)).toEqual({ changed: [], removed: [] });
  expect(await redactOutputs(temp(), createRedact([]))).toEqual({ changed: [], removed: [] });
});
