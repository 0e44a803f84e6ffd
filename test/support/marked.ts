import { readdir, readFile } from 'node:fs/promises';

export interface MarkedProcess {
  readonly pid: number;
  /** Whether we started it ourselves. */
  readonly isOurs: boolean;
  /** Its whole command line. */
  readonly args: string;
}

/** Processes that carry the marker in their environment; elsewhere than on Linux nobody can see them. */
export async function markedProcesses(marker: string): Promise<readonly MarkedProcess[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [environ, args, stat] = await Promise.all(
        ['environ', 'cmdline', 'stat'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
      );
      const parent = Number(stat?.slice(stat.lastIndexOf(')') + 1).split(' ')[2]);
      return environ?.includes(marker) ? [{ pid: Number(pid), isOurs: parent === process.pid, args: args ?? '' }] : [];
    }),
  );
  return found.flat();
}
