import { z } from 'zod';
import { walkTree } from '../../../platform/tree-walk.ts';
import { defineTool, readable } from './port.ts';

const LIMIT = 1000;

/** Everything below a folder; links are named and not followed. */
export const list = defineTool({
  name: 'list',
  description: 'Lists everything below a folder, by default the work folder.',
  input: z.object({ path: z.string().optional() }),
  changes: false,
  async run({ path = '.' }, place) {
    let folders = 0;
    const found = await walkTree(await readable(path, place), (folder) => {
      folders += 1;
      return folders <= LIMIT && !folder.endsWith('.git');
    });
    const lines = found.slice(0, LIMIT).map(({ path, kind }) => (kind === 'file' ? path : `${path} (${kind})`));
    const more = found.length - lines.length;
    return [...lines, ...(more > 0 ? [`[and ${more} more]`] : [])].join('\n') || '[empty]';
  },
});
