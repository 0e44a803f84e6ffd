import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Puts a pipe at `path`: whoever reads it waits until another process has run the shell line `script`, and then reads
 * `text`. So something happens in the middle of what a reader does, each time at the same place.
 */
export async function whileRead(path: string, script: string, text = ''): Promise<void> {
  execFileSync('mkfifo', [path]);
  // The pipe can be opened only once its reader has opened it.
  await promisify(execFile)('sh', ['-ec', `exec 3>"$0"; ${script}; printf %s "$1" >&3`, path, text]);
}
