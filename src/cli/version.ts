import { readFileSync } from 'node:fs';

/** Our own file, so without a schema: loading those takes longer than all else that `--help` does. */
const { version }: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

/** The version that package.json names; read, so that it stands in one place. */
export const PROGRAM_VERSION = version;
