import type { AgentEvent } from './port.ts';

interface Denials {
  /** Ids of the calls that the client did not allow. */
  readonly denied: readonly string[];
  /** Tools that change something: a call that was denied one of them has not done what it was asked. */
  readonly changing: ReadonlySet<string>;
}

/** The tool of the last change that was denied and not brought about in another way afterwards; null where none was. */
export function deniedTool(events: readonly AgentEvent[], { denied, changing }: Denials): string | null {
  const changes = events.flatMap((event) => (event.type === 'tool_call' && changing.has(event.name) ? [event] : []));
  const last = changes.findLast(({ id }) => denied.includes(id));
  if (last === undefined) return null;
  const at = events.findIndex((event) => event.type === 'tool_result' && event.id === last.id);
  const changed = new Set(changes.map(({ id }) => id));
  const overcome = events
    .slice(at + 1)
    .some((event) => event.type === 'tool_result' && !event.is_error && changed.has(event.id));
  return overcome ? null : last.name;
}
