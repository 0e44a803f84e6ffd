import type { AgentEvent } from './port.ts';

/** The event with `text` applied to all that it says and `input` to what a tool was called with. */
export function mapTexts(
  event: AgentEvent,
  { text, input }: { readonly text: (text: string) => string; readonly input: (input: unknown) => unknown },
): AgentEvent {
  switch (event.type) {
    case 'message':
      return { ...event, text: text(event.text) };
    case 'tool_result':
      return { ...event, id: text(event.id), output: text(event.output) };
    case 'tool_call':
      return { ...event, id: text(event.id), name: text(event.name), input: input(event.input) };
  }
}
