import { setTimeout as delay } from 'node:timers/promises';
import type { RunEvent } from '../../src/core/events.ts';
import { exists } from '../../src/platform/exists.ts';
import { readEvents } from '../../src/store/journal.ts';
import { versionOf, workspaceAt } from '../../src/store/layout.ts';
import { isRunning } from '../platform/programs.ts';
import type { Ended, Running } from './cli.ts';
import { processesOf, type Scene } from './scene.ts';

/** When to kill: after so many lines of progress since the start, and then so many milliseconds. */
export interface Moment {
  readonly lines: number;
  readonly ms: number;
}

/** A run that was killed again and again and resumed until it was done. */
export interface KilledRun {
  readonly kills: readonly Kill[];
  readonly end: Ended;
}

export interface Kill {
  /** Calls begun since the start whose result was not on disk. */
  readonly inFlight: number;
  /** Processes that lived when the run was resumed. */
  readonly left: readonly number[];
  /** Those of them that still lived when the resumed run had said its first word. */
  readonly survivors: readonly number[];
}

/** Starts the program and kills it at each of the moments, as long as it lives to see them; then lets it finish. */
export async function killAndResume(
  scene: Scene,
  args: readonly string[],
  { moments, env }: { readonly moments: readonly Moment[]; readonly env: Readonly<Record<string, string>> },
): Promise<KilledRun> {
  const kills: Kill[] = [];
  for (let left: readonly number[] = []; ; left = await processesOf(scene.root)) {
    const known = (await eventsOf(scene)).length;
    const program = scene.start(args, { env });
    const survivors = program.lines(1).then(() => running(left));
    const moment = moments[kills.length];
    if (moment !== undefined) await killAt(program, moment);
    const end = await program.ended;
    const last = kills.at(-1);
    // One that was killed before its first word has promised nothing yet.
    const spoke = end.stderr.includes('\n');
    if (last !== undefined) kills.splice(-1, 1, { ...last, left, survivors: spoke ? await survivors : [] });
    if (end.code !== null) return { kills, end };
    const begun = (await eventsOf(scene)).slice(known);
    kills.push({ inFlight: await countUnfinished(scene, begun), left: [], survivors: [] });
  }
}

async function killAt(program: Running, { lines, ms }: Moment): Promise<void> {
  await program.lines(lines);
  await Promise.race([delay(ms), program.ended]);
  program.kill('SIGKILL');
}

async function running(pids: readonly number[]): Promise<readonly number[]> {
  const alive = await Promise.all(pids.map(isRunning));
  return pids.filter((_, index) => alive[index]);
}

function eventsOf({ workspace }: Scene): Promise<readonly RunEvent[]> {
  return readEvents(workspaceAt(workspace).events);
}

async function countUnfinished({ workspace }: Scene, events: readonly RunEvent[]): Promise<number> {
  const calls = events.filter((event) => event.event === 'call_started');
  const stored = await Promise.all(
    calls.map(({ role, purpose, iteration, eval_id, trial }) => {
      const place = workspaceAt(workspace);
      if (eval_id === null || trial === null) return exists(place.iteration(iteration).proposal);
      const isPass = purpose !== 'iteration';
      const trials = isPass ? place.pass(purpose, versionOf(iteration)) : place.iteration(iteration);
      const { grading, record } = trials.trial(eval_id, trial);
      return exists(role === 'judge' ? grading : record);
    }),
  );
  return stored.filter((isStored) => !isStored).length;
}
