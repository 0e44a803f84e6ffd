import type { AgentEvent } from '../port.ts';
import type { Item } from './line.ts';

/** What beginning an item means; most tell only at their end what they are. */
export function eventsAtStart(item: Item): readonly AgentEvent[] {
  const input = inputOf(item);
  return input === null ? [] : [{ type: 'tool_call', id: item.id, name: nameOf(item), input }];
}

/** What an item's end means, its beginning apart. */
export function eventsAtEnd(item: Item): readonly AgentEvent[] {
  switch (item.type) {
    case 'agent_message':
      return [{ type: 'message', role: 'assistant', text: item.text }];
    case 'error':
      return [];
    case 'command_execution':
      return [result(item.id, item.aggregated_output, item.status !== 'completed')];
    case 'file_change':
      return [result(item.id, item.status, item.status !== 'completed')];
    case 'mcp_tool_call':
      return [result(item.id, JSON.stringify(item.result ?? item.error ?? null), item.status !== 'completed')];
    case 'web_search':
      return [result(item.id, '', false)];
  }
}

/** What a tool was called with; null for an item that is no tool call. */
function inputOf(item: Item): unknown {
  switch (item.type) {
    case 'command_execution':
      return { command: item.command };
    case 'file_change':
      return { changes: item.changes ?? null };
    case 'mcp_tool_call':
      return item.arguments ?? {};
    case 'web_search':
      return { query: item.query };
    default:
      return null;
  }
}

function nameOf(item: Item): string {
  return item.type === 'mcp_tool_call' ? `${item.server}.${item.tool}` : item.type;
}

function result(id: string, output: string, is_error: boolean): AgentEvent {
  return { type: 'tool_result', id, output, is_error };
}
