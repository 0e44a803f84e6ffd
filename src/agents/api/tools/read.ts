import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { cut } from '../../cut.ts';
import { defineTool, readable, ToolError } from './port.ts';

const LIMIT = 64 * 1024;
const LARGEST = 16 * 1024 * 1024;

/** The text of a file, within a limit; of one that is no text only its size is told. */
export const read = defineTool({
  name: 'read',
  description: 'Reads a text file. Long files are cut: go on with from_line.',
  input: z.object({ path: z.string(), from_line: z.number().int().positive().optional() }),
  changes: false,
  async run({ path, from_line: from = 1 }, place) {
    const file = await readable(path, place);
    const { size } = await stat(file);
    if (size > LARGEST) throw new ToolError(`${path} is too large to be read (${size} bytes); use grep`);
    const bytes = await readFile(file);
    if (bytes.includes(0)) return `[${path} is no text file: ${size} bytes]`;
    const text = bytes
      .toString('utf8')
      .split('\n')
      .slice(from - 1)
      .join('\n');
    if (text.length <= LIMIT) return text;
    const shown = cut(text, LIMIT);
    return `${shown}\n[cut here, in line ${from + shown.split('\n').length - 1}]`;
  },
});
