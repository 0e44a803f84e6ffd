import type { LoopEvent, RunEvent } from '../core/events.ts';
import { decisionLine } from './decision-line.ts';
import { noiseLine } from './noise.ts';
import { harmless, waitingLine } from './text.ts';

/** The line that an event is worth where there is no live block; null for none. */
export function plainLine(event: LoopEvent): string | null {
  const line = lineOf(event);
  return line === null ? null : harmless(line);
}

function lineOf(event: LoopEvent): string | null {
  switch (event.event) {
    case 'run_started':
      return `${event.resumed ? 'resumed' : 'started'} ${event.skill} (run ${event.run_id}, sandbox ${event.sandbox})`;
    case 'trial_ended': {
      const { iteration, purpose, eval_id, reused } = event;
      const place = purpose === undefined ? `iteration ${iteration}` : passPlace(purpose, iteration);
      return `${place}  eval ${eval_id}  ${resultOf(event)}${reused === true ? ' (reused)' : ''}`;
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
    case 'pass_started':
      return `${event.purpose} pass ${event.pass}  ${event.trials} trials`;
    case 'waiting':
      return waitingLine(event.agent, event.left_ms);
    case 'noise':
      return noiseLine(event);
    case 'iteration_started':
    case 'call_started':
    case 'process_run':
    case 'candidate_changed':
    case 'activity':
    case 'belief':
    case 'standing':
      return null;
  }
}

/** Of a graded trial without its score one is told while it is sealed. */
function resultOf({ outcome, kind, passed, total }: Extract<RunEvent, { event: 'trial_ended' }>): string {
  if (outcome !== 'graded') return `${outcome}${kind === null ? '' : ` (${kind})`}, not measured`;
  return passed === null ? 'graded' : `${passed}/${total}`;
}

/** Trials without a skill, and those that are only graded again, are told by their pass alone. */
function passPlace(purpose: string, iteration: number): string {
  if (purpose.startsWith('reproduce-')) return `${purpose}  iteration ${iteration}`;
  return /^(no-skill|judge)-/.test(purpose) ? purpose : `${purpose}  v${iteration}`;
}
