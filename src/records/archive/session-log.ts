import type { RunEvent } from '../../core/events.ts';
import { plainLine } from '../../report/plain-lines.ts';

/** `session.log`: what a start of the program told, a line an event that is worth one, with its time. */
export function sessionLog(events: readonly RunEvent[]): string {
  return events
    .flatMap((event) => {
      const line = plainLine(event);
      return line === null ? [] : [`${event.at} ${line}\n`];
    })
    .join('');
}
