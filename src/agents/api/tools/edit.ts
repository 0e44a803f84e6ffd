import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { defineTool, ToolError, writable } from './port.ts';

/** Replaces one passage of a file. */
export const edit = defineTool({
  name: 'edit',
  description: 'Replaces a passage of a file. old must stand in it exactly once, word for word.',
  input: z.object({ path: z.string(), old: z.string().min(1), new: z.string() }),
  changes: true,
  async run({ path, old, new: replacement }, place) {
    const file = await writable(path, place);
    const [before, after, ...more] = (await readFile(file, 'utf8')).split(old);
    if (before === undefined || after === undefined) throw new ToolError(`old does not stand in ${path}`);
    if (more.length > 0)
      throw new ToolError(`old stands in ${path} ${more.length + 1} times; give more of the passage`);
    await writeFile(file, before + replacement + after);
    return `${path} is changed.`;
  },
});
