import type { RunEvent } from '../core/events.ts';
import { runEventSchema } from '../core/events.ts';
import { appendLine, repairTail } from '../platform/append.ts';
import { readText } from './records.ts';

/** `events.jsonl`: every event of a run, append only. An event is on disk when `append` resolves. */
export interface Journal {
  append(event: RunEvent): Promise<void>;
  /** Everything so far, of this start and of earlier ones. */
  events(): readonly RunEvent[];
}

/** Opens the journal for writing; a last line that a kill tore is cut off. */
export async function openJournal(path: string): Promise<Journal> {
  await repairTail(path);
  const known = [...(await readEvents(path))];
  let last: Promise<void> = Promise.resolve();
  return {
    append(event) {
      known.push(event);
      last = last.then(() => appendLine(path, JSON.stringify(event)));
      return last;
    },
    events: () => known,
  };
}

/** The events of a journal; lines that are no events of ours are passed over. */
export async function readEvents(path: string): Promise<readonly RunEvent[]> {
  const text = (await readText(path)) ?? '';
  return text.split('\n').flatMap((line) => {
    const event = parseEvent(line);
    return event === null ? [] : [event];
  });
}

function parseEvent(line: string): RunEvent | null {
  try {
    return runEventSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
