import { access, constants, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Finding } from '../../core/finding.ts';
import { diskTrouble } from '../../platform/errno.ts';
import { gitVersion } from '../../platform/machine.ts';

/** The oldest Node that skillratchet is tested with, as package.json says. */
const OLDEST_NODE = [20, 19] as const;

export function lookAtNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  const fix = isOld ? `Install Node ${OLDEST_NODE.join('.')} or newer.` : null;
  return { area: 'node', status: isOld ? 'fail' : 'ok', message: `Node ${version}`, fix };
}

/** Without git a run only lacks the commit in its records. */
export async function lookAtGit(path: string): Promise<Finding> {
  const version = await gitVersion(path);
  if (version !== null) return { area: 'git', status: 'ok', message: version, fix: null };
  const message = 'git does not run, so records will not name the commit of the skill';
  return { area: 'git', status: 'warn', message, fix: 'Install git.' };
}

const [LITTLE, NOTHING] = [1024 ** 3, 100 * 1024 ** 2];

/** Whether a folder can be written to, and the room there. */
export async function lookAtDisk(folder: string, what: string): Promise<Finding> {
  const shown = `${what} ${folder}`;
  try {
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const message = `${shown}: ${(free / 1024 ** 3).toFixed(1)} GB free`;
    if (free >= LITTLE) return { area: 'disk', status: 'ok', message, fix: null };
    return { area: 'disk', status: free < NOTHING ? 'fail' : 'warn', message, fix: 'Make room there.' };
  } catch (error) {
    const trouble = diskTrouble(error);
    if (trouble === null) throw error;
    return { area: 'disk', status: 'fail', message: `${what} ${trouble}`, fix: 'Make it writable, or name another.' };
  }
}

/** Where agents work. */
export function lookAtScratch(): Promise<Finding> {
  return lookAtDisk(tmpdir(), 'temporary folder');
}
