import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of a program that says of itself what Claude Code would, and does nothing else. */
export async function fakeClaude(root: string, loggedIn: boolean): Promise<string> {
  await mkdir(join(root, 'bin'));
  const says = `case "$*" in --version) echo '9.8.7 (Claude Code)';; *auth*) echo '{"loggedIn": ${loggedIn}}';; esac`;
  await writeFile(join(root, 'bin', 'claude'), `#!/bin/sh\n${says}\n`, { mode: 0o755 });
  return join(root, 'bin');
}
