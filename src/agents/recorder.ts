import { cut } from './cut.ts';
import { mapTexts } from './event-texts.ts';
import type { AgentEvent } from './port.ts';

/** Characters of one text that are kept, and of all texts of a call together. */
const ONE_TEXT = 256 * 1024;
const ALL_TEXTS = 4 * 1024 * 1024;

/** Collects what an agent did, within limits: an agent that floods must not fill our memory. */
export interface Recorder {
  add(event: AgentEvent): void;
  events(): readonly AgentEvent[];
}

export function createRecorder(onEvent: (event: AgentEvent) => void): Recorder {
  const kept: AgentEvent[] = [];
  let room = ALL_TEXTS;
  let dropped = 0;
  return {
    add(event) {
      const short = mapTexts(event, { text: cutText, input: cutInput });
      const size = JSON.stringify(short).length;
      if (size > room) {
        dropped += 1;
        return;
      }
      room -= size;
      kept.push(short);
      onEvent(short);
    },
    events: () => (dropped === 0 ? kept : [...kept, droppedNote(dropped)]),
  };
}

function cutInput(input: unknown): unknown {
  const text = JSON.stringify(input) ?? '';
  return text.length <= ONE_TEXT ? input : { cut: cutText(text) };
}

function cutText(text: string): string {
  return text.length <= ONE_TEXT
    ? text
    : `${cut(text, ONE_TEXT)}\n[${text.length - ONE_TEXT} more characters are not kept]`;
}

function droppedNote(count: number): AgentEvent {
  return { type: 'message', role: 'system', text: `[${count} more events are not kept]` };
}

/** Whether an event stands for others that were not kept. */
export function isDroppedNote(event: AgentEvent): boolean {
  return event.type === 'message' && event.role === 'system' && /^\[\d+ more events are not kept\]$/.test(event.text);
}
