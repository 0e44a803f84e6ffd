import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The version that package.json names; read, so that it stands in one place. */
export const PROGRAM_VERSION: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version;
