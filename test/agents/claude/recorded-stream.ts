import { readdirSync, readFileSync } from 'node:fs';
import { createStreamReader, type StreamFacts } from '../../../src/agents/claude/stream.ts';
import type { AgentCall, AgentEvent } from '../../../src/agents/port.ts';
import type { ProcessEnd } from '../../../src/platform/process.ts';

const FOLDER = new URL('../../../fixtures/streams/claude/', import.meta.url);

/** Streams of Claude Code 2.1.197 against a scripted model server, one per way in which a call can end. */
export const RECORDED = readdirSync(FOLDER).map((file) => file.replace('.jsonl', ''));

export interface Recording {
  readonly lines: readonly string[];
  readonly facts: StreamFacts;
  readonly events: readonly AgentEvent[];
}

export function recorded(name: string): Recording {
  return readLines(
    readFileSync(new URL(`${name}.jsonl`, FOLDER), 'utf8')
      .trimEnd()
      .split('\n'),
  );
}

export function readLines(lines: readonly string[]): Recording {
  const events: AgentEvent[] = [];
  const reader = createStreamReader((event) => events.push(event));
  for (const line of lines) reader.line(line);
  return { lines, facts: reader.facts(), events };
}

type RoleCall = Pick<AgentCall, 'role' | 'skill' | 'schema' | 'signal'>;

const signal = new AbortController().signal;

/** The call with which the streams of executors were recorded. */
export const EXECUTOR: RoleCall = {
  role: 'executor',
  skill: { name: 'notes', description: 'Takes notes', dir: '/trial/plugin/skills/notes' },
  schema: null,
  signal,
};

export const JUDGE: RoleCall = { role: 'judge', skill: null, schema: { type: 'object' }, signal };

export const EXITED: ProcessEnd = {
  type: 'exited',
  exitCode: 0,
  killedBy: null,
  startError: null,
  stderr: '',
  durationMs: 1,
};
