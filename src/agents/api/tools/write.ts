import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { defineTool, writable } from './port.ts';

/** Writes a whole file, and makes the folders above it. */
export const write = defineTool({
  name: 'write',
  description: 'Writes a whole file, new or in place of an old one; folders are made.',
  input: z.object({ path: z.string(), content: z.string() }),
  changes: true,
  async run({ path, content }, place) {
    const file = await writable(path, place);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return `${path} is written.`;
  },
});
