import type { LoopEvent } from '../core/events.ts';
import { decisionLine } from './progress.ts';
import { harmless } from './text.ts';

/** The line that an event is worth where there is no live block; null for none. */
export function plainLine(event: LoopEvent): string | null {
  const line = lineOf(event);
  return line === null ? null : harmless(line);
}

function lineOf(event: LoopEvent): string | null {
  switch (event.event) {
    case 'run_started':
      return `${event.resumed ? 'resumed' : 'started'} ${event.skill} (run ${event.run_id})`;
    case 'trial_ended': {
      const cause = event.kind === null ? '' : ` (${event.kind})`;
      const result =
        event.passed === null ? `${event.outcome}${cause}, not measured` : `${event.passed}/${event.total}`;
      return `iteration ${event.iteration}  eval ${event.eval_id}  ${result}`;
    }
    case 'proposed':
      return `iteration ${event.iteration}  proposed: ${event.changelog}`;
    case 'decided':
      return decisionLine(event);
    case 'warning':
      return `warning: ${event.message}`;
    case 'run_stopped':
      return `stopped: ${event.stop_reason}`;
    case 'call_ended':
      return event.end === 'completed'
        ? null
        : `a call ended: ${event.end}${event.message === null ? '' : `, ${event.message}`}`;
    case 'iteration_started':
    case 'call_started':
    case 'activity':
      return null;
  }
}
