import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The page as the build made it: all of its script, and all of its style. */
export interface BuiltPage {
  readonly script: string;
  readonly style: string;
}

/** Beside the compiled program; the source finds it there too. */
const FOLDER = fileURLToPath(new URL('../../dist/dashboard/page/', import.meta.url));

/** Reads the built page; throws when the program was not built. */
export async function readBuiltPage(): Promise<BuiltPage> {
  const [script, style] = await Promise.all(['page.js', 'page.css'].map((name) => readFile(FOLDER + name, 'utf8')));
  if (script === undefined || style === undefined) throw new Error(`${FOLDER} holds no page`);
  // In a document, either would end where its closing tag stands in a string.
  return { script: script.replaceAll('</script', '<\\/script'), style: style.replaceAll('</style', '<\\/style') };
}
