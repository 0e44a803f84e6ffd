import { z } from 'zod';
import { defineTool, readable, ToolError } from './port.ts';

const LIMIT_MS = 20_000;
/** What grep says when nothing matched. */
const NOTHING = 1;

/** Lines that match a pattern, with file and line number. The system's grep does it: a pattern that never ends cannot stop us. */
export const grep = defineTool({
  name: 'grep',
  description: 'Finds the lines that match an extended regular expression, in a file or everything below a folder.',
  input: z.object({ pattern: z.string(), path: z.string().optional() }),
  changes: false,
  async run({ pattern, path = '.' }, place) {
    const where = await readable(path, place);
    const { output, exitCode, trouble } = await place.execute('grep', ['-rnIE', '-e', pattern, '--', where], LIMIT_MS);
    if (exitCode === NOTHING) return '[no line matches]';
    if (exitCode === 0) return output;
    throw new ToolError(trouble ?? output);
  },
});
