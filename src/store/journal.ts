import { createReadStream } from 'node:fs';
import type { RunEvent } from '../core/events.ts';
import { runEventSchema } from '../core/events.ts';
import { foldTally, type Tally, tallyOf } from '../core/tally.ts';
import { appendLines, repairTail } from '../platform/append.ts';
import { isMissing } from '../platform/errno.ts';
import { createLineSplitter } from '../platform/lines.ts';

/** `events.jsonl`: every event of a run, append only. An event is on disk when `append` resolves. */
export interface Journal {
  append(event: RunEvent): Promise<void>;
  /** Everything so far, of this start and of earlier ones. */
  events(): readonly RunEvent[];
  /** What the calls among them used, counted as they come. */
  tally(): Tally;
}

/** Opens the journal for writing; a last line that a kill tore is cut off. */
export async function openJournal(path: string): Promise<Journal> {
  await repairTail(path);
  const known = [...(await readEvents(path))];
  let tally = tallyOf(known);
  let waiting: string[] = [];
  let last: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const lines = waiting;
    waiting = [];
    if (lines.length > 0) await appendLines(path, lines);
  };
  return {
    append(event) {
      known.push(event);
      tally = foldTally(tally, event);
      waiting.push(JSON.stringify(event));
      // Whoever comes while the disk is busy waits for the next flush, and all of them share it.
      last = last.then(write);
      return last;
    },
    events: () => known,
    tally: () => tally,
  };
}

/** The events of a journal; lines that are no events of ours are passed over. */
export async function readEvents(path: string): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  await eachEvent(path, (event) => events.push(event));
  return events;
}

/** Bytes that are read at once: each way to the disk and back takes as long as dozens of events. */
const CHUNK = 2 ** 18;

/**
 * As `readEvents`, telling one after the other, so that a long journal is never in memory as a whole; `passOver` is
 * told of each line that is none.
 */
export async function eachEvent(path: string, tell: (event: RunEvent) => void, passOver?: () => void): Promise<void> {
  const lines = createLineSplitter(Number.POSITIVE_INFINITY, (line) => {
    const event = parseEvent(line);
    if (event !== null) tell(event);
    else passOver?.();
  });
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) lines.write(chunk);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  lines.end();
}

type Noise = Extract<RunEvent, { event: 'noise' }>;

/** What was said of the noise of the evals; null where nothing was. Of a long journal only the beginning is read. */
export async function readNoise(path: string): Promise<Noise | null> {
  const found: Noise[] = [];
  const lines = createLineSplitter(Number.POSITIVE_INFINITY, (line) => {
    const event = line.includes('"noise"') ? parseEvent(line) : null;
    if (event?.event === 'noise') found.push(event);
  });
  try {
    for await (const chunk of createReadStream(path)) {
      lines.write(chunk);
      if (found.length > 0) break;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return found[0] ?? null;
}

function parseEvent(line: string): RunEvent | null {
  try {
    return runEventSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
