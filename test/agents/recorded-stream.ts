import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { AgentEvent } from '../../src/agents/port.ts';
import type { ProcessEnd } from '../../src/platform/process.ts';

interface Reader<Facts> {
  line(text: string): void;
  facts(): Facts;
}

export interface Recording<Facts> {
  readonly lines: readonly string[];
  readonly facts: Facts;
  readonly events: readonly AgentEvent[];
}

export interface Recordings<Facts> {
  /** One stream for each way in which a call can end. */
  readonly names: readonly string[];
  recorded(name: string): Recording<Facts>;
  readLines(lines: readonly string[]): Recording<Facts>;
}

/** Streams of a real client against the scripted model server, ids and times made alike, as its adapter reads them. */
export function recordingsOf<Facts>(
  agent: string,
  createReader: (onEvent: (event: AgentEvent) => void) => Reader<Facts>,
): Recordings<Facts> {
  const folder = new URL(`../../fixtures/streams/${agent}/`, import.meta.url);
  const readLines = (lines: readonly string[]): Recording<Facts> => {
    const events: AgentEvent[] = [];
    const reader = createReader((event) => events.push(event));
    for (const line of lines) reader.line(line);
    return { lines, facts: reader.facts(), events };
  };
  return {
    names: readdirSync(folder).map((file) => file.replace('.jsonl', '')),
    recorded: (name) =>
      readLines(
        readFileSync(new URL(`${name}.jsonl`, folder), 'utf8')
          .trimEnd()
          .split('\n'),
      ),
    readLines,
  };
}

export const EXITED: ProcessEnd = {
  type: 'exited',
  exitCode: 0,
  killedBy: null,
  startError: null,
  stderr: '',
  durationMs: 1,
};

/** The lines with some lost, said twice, or cut, and with noise between them. */
export function mutationsOf(lines: readonly string[]): fc.Arbitrary<readonly string[]> {
  const fate = fc.oneof(
    { weight: 6, arbitrary: fc.constant((line: string) => [line]) },
    fc.constant(() => []),
    fc.constant((line: string) => [line, line]),
    fc.nat().map((at) => (line: string) => [line.slice(0, at % (line.length + 1))]),
    fc.oneof(fc.string(), fc.json()).map((noise) => (line: string) => [noise, line]),
  );
  return fc
    .array(fate, { minLength: lines.length, maxLength: lines.length })
    .map((fates) => lines.flatMap((line, index) => fates[index]?.(line) ?? []));
}
