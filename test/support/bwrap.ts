import { UserError } from '../../src/core/errors.ts';
import { openSandbox } from '../../src/platform/sandbox/open.ts';

/** Why bubblewrap cannot be tested here, said once on standard error; null where it can. */
export const noBwrap: string | null = await openSandbox('bwrap', process.env.PATH ?? '').then(
  () => null,
  (error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`tests of the sandbox bwrap are skipped: ${error.message}\n`);
    return error.message;
  },
);
