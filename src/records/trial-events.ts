import { parseEventLine } from '../agents/event-line.ts';
import type { AgentEvent } from '../agents/port.ts';
import type { Redact } from '../agents/redact.ts';
import { below, type RecordedRun, type RecordedTrial } from './recorded-run.ts';

/** What an agent did in a trial, as far as it is stored. */
export interface TrialEvents {
  readonly events: readonly AgentEvent[];
  /** Lines that hold no event. */
  readonly broken: number;
}

/**
 * The events of a trial without secrets; null where none may be told: there is no trajectory, or it leaked what is
 * confidential.
 */
export function eventsOfTrial(recorded: RecordedRun, trial: RecordedTrial, redact: Redact): TrialEvents | null {
  if (trial.record.outcome === 'leak') return null;
  const text = recorded.door.text(below(recorded, trial.place.trajectory));
  if (text === null) return null;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const parsed = lines.map((line) => parseEventLine(redact(line)));
  return {
    events: parsed.flatMap((event) => event ?? []),
    broken: parsed.filter((event) => event === null).length,
  };
}
