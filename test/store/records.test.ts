import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readRecord, readText } from '../../src/store/records.ts';
import { useTempFolder } from '../platform/temp.ts';

const temp = useTempFolder();
const file = () => join(temp(), 'record.json');
const schema = z.object({ row: z.object({ score: z.string() }), tags: z.array(z.number()).default([]) });

describe('a record', () => {
  it('is read through its schema', async () => {
    await writeFile(file(), '{"row": {"score": "0.5"}, "more": 1}');
    expect(await readRecord(file(), schema)).toEqual({ row: { score: '0.5' }, tags: [] });
  });

  it('is null where there is none, be it that a folder above it is a file', async () => {
    expect(await readRecord(file(), schema)).toBeNull();
    await writeFile(file(), '');
    expect(await readText(join(file(), 'below'))).toBeNull();
  });

  it.each([
    ['no JSON', '{"row":', 'is no JSON.'],
    ['empty', '', 'is no JSON.'],
    ['of another shape', '[]', ' /: Invalid input: expected object, received array.'],
    ['wrong in a field', '{"row": {"score": 5}}', ' /row/score: Invalid input: expected string, received number.'],
    [
      'wrong in a list',
      '{"row": {"score": ""}, "tags": [1, "2"]}',
      ' /tags/1: Invalid input: expected number, received string.',
    ],
  ])('that is %s is refused with file and place', async (_, text, message) => {
    await writeFile(file(), text);
    await expect(readRecord(file(), schema)).rejects.toMatchObject({
      name: 'UserError',
      code: 'invalid_workspace',
      message: expect.stringContaining(message),
    });
    await expect(readRecord(file(), schema)).rejects.toThrow(file());
  });

  it.each([
    [
      '{"schema_version": 2, "row": 5}',
      /record\.json has schema_version 2, which is newer than this program\.$/,
      /Update/,
    ],
    ['{"schema_version": 0}', /\/schema_version: Invalid input: expected 1\.$/, /changed by hand/],
    ['{"schema_version": "2"}', /\/schema_version: Invalid input: expected 1\.$/, /changed by hand/],
  ])('of another schema version is named as what it is: %s', async (text, message, hint) => {
    await writeFile(file(), text);
    await expect(readRecord(file(), z.object({ schema_version: z.literal(1) }))).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it('that cannot be read for another reason is no missing record', async () => {
    await mkdir(file());
    await expect(readText(file())).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
