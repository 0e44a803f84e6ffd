import type { AgentEvent } from './port.ts';

/** The event with `text` applied to what it says and `input` to what a tool was called with. */
export function mapTexts(
  event: AgentEvent,
  { text, input }: { readonly text: (text: string) => string; readonly input: (input: unknown) => unknown },
): AgentEvent {
  switch (event.type) {
    case 'message':
      return { ...event, text: text(event.text) };
    case 'tool_result':
      return { ...event, output: text(event.output) };
    case 'tool_call':
      return { ...event, input: input(event.input) };
  }
}
