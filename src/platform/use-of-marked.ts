import { allPids, identityOf, readProc } from './proc.ts';
import { isMarked, type Processes } from './sweep.ts';

/** What processes use together. */
export interface ProcessUse {
  readonly processes: number;
  /** Bytes that are theirs alone: files and libraries that are mapped are left aside. */
  readonly memory: number;
  /** Milliseconds of processor time, that of children that ended included. */
  readonly cpu: number;
}

const NOTHING: ProcessUse = { processes: 0, memory: 0, cpu: 0 };

/** Clock ticks of Linux's /proc, on every machine for decades. */
const MS_A_TICK = 10;

/** What the living processes of each marker use; `earlier` ones are not looked at. Linux only. */
export async function useOfMarked(
  markers: readonly string[],
  earlier: Processes,
): Promise<ReadonlyMap<string, ProcessUse>> {
  const uses = new Map(markers.map((marker) => [marker, NOTHING]));
  for (const pid of allPids()) {
    if (pid === process.pid || (earlier.has(pid) && earlier.get(pid) === identityOf(pid))) continue;
    const environ = await readProc(pid, 'environ');
    if (environ === null || environ === '') continue;
    const marker = markers.find((one) => isMarked(environ, one));
    const use = marker === undefined ? undefined : uses.get(marker);
    if (marker === undefined || use === undefined) continue;
    const { memory, cpu } = await useOf(pid);
    uses.set(marker, { processes: use.processes + 1, memory: use.memory + memory, cpu: use.cpu + cpu });
  }
  return uses;
}

async function useOf(pid: number): Promise<Omit<ProcessUse, 'processes'>> {
  const status = (await readProc(pid, 'status')) ?? '';
  const stat = (await readProc(pid, 'stat')) ?? '';
  const kilobytes = ['RssAnon', 'RssShmem'].map((name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0),
  );
  // Own time in user and kernel mode, then that of children that were waited for; the name before may hold anything.
  const ticks = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  return { memory: sum(kilobytes) * 1024, cpu: sum(ticks) * MS_A_TICK };
}
