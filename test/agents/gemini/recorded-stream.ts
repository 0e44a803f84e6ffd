import { readdirSync, readFileSync } from 'node:fs';
import { createStreamReader, type StreamFacts } from '../../../src/agents/gemini/stream.ts';
import type { AgentEvent } from '../../../src/agents/port.ts';
import type { ProcessEnd } from '../../../src/platform/process.ts';

const FOLDER = new URL('../../../fixtures/streams/gemini/', import.meta.url);

/** Streams of Gemini CLI 0.61.0 against the scripted model server, one per way in which a call can end. */
export const RECORDED = readdirSync(FOLDER).map((file) => file.replace('.jsonl', ''));

export interface Recording {
  readonly lines: readonly string[];
  readonly facts: StreamFacts;
  readonly events: readonly AgentEvent[];
}

export function recorded(name: string): Recording {
  const text = readFileSync(new URL(`${name}.jsonl`, FOLDER), 'utf8');
  return readLines(text.trimEnd().split('\n'));
}

export function readLines(lines: readonly string[]): Recording {
  const events: AgentEvent[] = [];
  const reader = createStreamReader((event) => events.push(event));
  for (const line of lines) reader.line(line);
  return { lines, facts: reader.end(), events };
}

export const EXITED: ProcessEnd = {
  type: 'exited',
  exitCode: 0,
  killedBy: null,
  startError: null,
  stderr: '',
  durationMs: 1,
};
