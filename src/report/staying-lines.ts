import type { LoopEvent } from '../core/events.ts';
import { wrapped } from './fact-lines.ts';
import { plainLine } from './plain-lines.ts';
import { linesOf } from './text.ts';

const STAYS: readonly LoopEvent['event'][] = ['decided', 'noise', 'warning'];

/**
 * What stays of an event on the screen above the live block, in lines of at most `columns` terminal cells; nothing of
 * most. Of a decision two lines say enough, a warning is told whole.
 */
export function stayingLines(event: LoopEvent, columns: number): readonly string[] {
  const line = STAYS.includes(event.event) ? plainLine(event) : null;
  if (line === null) return [];
  return event.event === 'warning' ? wrapped(line, columns) : linesOf(line, columns, 2);
}
