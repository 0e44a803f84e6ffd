import { spawn } from 'node:child_process';
import { errnoOf, isMissing } from '../platform/errno.ts';
import type { Shell } from './shell.ts';

/** Prints a text; on a terminal that it does not fit on, through the person's PAGER (less). */
export async function page(shell: Paged, text: string): Promise<void> {
  const rows = shell.input.isTTY && Number.isFinite(shell.columns) ? process.stdout.rows : Number.POSITIVE_INFINITY;
  const [program = 'less', ...args] = (shell.environment.PAGER ?? '').split(/\s+/).filter((word) => word !== '');
  if (text.split('\n').length < rows || !(await through(program, args, text))) shell.print(text);
}

/** What of the shell says whether a person reads, and where. */
export interface Paged extends Pick<Shell, 'columns' | 'environment' | 'print'> {
  readonly input: { readonly isTTY?: boolean };
}

/** Whether there was such a program. */
function through(program: string, args: readonly string[], text: string): Promise<boolean> {
  // As git does: quit when all fits, keep colours, leave the screen as it is.
  const env = { LESS: 'FRX', ...process.env };
  const child = spawn(program, args, { stdio: ['pipe', 'inherit', 'inherit'], env });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => (isMissing(error) || errnoOf(error) === 'EACCES' ? resolve(false) : reject(error)));
    child.on('close', () => resolve(true));
    // Whoever leaves the pager early has read enough.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${text}\n`);
  });
}
