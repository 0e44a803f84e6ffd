import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { PROGRAM } from '../support/cli.ts';

it.each([['--help'], ['help environment'], ['nonsense --json']])(
  'whoever stops listening to `%s` leaves no trace of a bug behind',
  async (words) => {
    const script = '"$@" | true; exit $PIPESTATUS';
    const command = ['-c', script, 'bash', process.execPath, PROGRAM, ...words.split(' ')];
    const ended = await promisify(execFile)('bash', command).then(
      ({ stderr }) => ({ code: 0, stderr }),
      ({ code, stderr }) => ({ code, stderr }),
    );
    expect(ended.stderr).not.toMatch(/EPIPE|bug/);
    expect(ended.code).toBe(words.startsWith('nonsense') ? 2 : 0);
  },
);
