import { fileURLToPath } from 'node:url';
import { readStat } from '../../src/platform/proc.ts';

/** The path of a small misbehaving program. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/programs/${name}.js`, import.meta.url));
}

/** Whether a process lives; one that ended and was not collected yet does not. */
export async function isRunning(pid: number): Promise<boolean> {
  if (process.platform === 'linux') return !['Z', undefined].includes((await readStat(pid))?.state);
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
