import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentEvent } from '../../src/agents/port.ts';
import type { CheckedTrial } from '../../src/evals/checks/port.ts';
import { type Planted, writeTree } from '../support/write-tree.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A check and what it is given; what is left out is empty. */
export interface CheckExample {
  /** The fields of the check, without its type. */
  readonly spec: Fields;
  readonly outputs?: Readonly<Record<string, Planted>>;
  readonly evals?: Readonly<Record<string, Planted>>;
  readonly events?: readonly AgentEvent[];
  /** A part of the evidence. */
  readonly evidence?: string;
}

/** What a check decides, each by the words that end "passes …", "fails …" and "is refused …". */
export interface CheckExamples {
  readonly passes: Readonly<Record<string, CheckExample>>;
  readonly fails: Readonly<Record<string, CheckExample & { readonly undecided?: true }>>;
  /** `problem` is a part of what is said about the fields. */
  readonly wrong: Readonly<Record<string, { readonly spec: Fields; readonly problem: string }>>;
}

/** Writes the trial of an example below `folder`. */
export async function stageExample(folder: string, example: Omit<CheckExample, 'spec'>): Promise<CheckedTrial> {
  const scratch = join(folder, 'scratch');
  await mkdir(scratch, { recursive: true });
  return {
    outputs: await writeTree(join(folder, 'outputs'), example.outputs ?? {}),
    evals: await writeTree(join(folder, 'evals'), example.evals ?? {}),
    events: example.events ?? [],
    commands: {
      scratch,
      marker: `check-test-${folder}`,
      environment: { PATH: process.env.PATH ?? '' },
      confine: async (command) => command,
      signal: new AbortController().signal,
    },
  };
}

/** A message of the agent. */
export const said = (text: string): AgentEvent => ({ type: 'message', role: 'assistant', text });

/** A tool call of the agent and its result. */
export const called = (name: string, input: unknown = {}, output = 'ok'): readonly AgentEvent[] => [
  { type: 'tool_call', id: 't1', name, input },
  { type: 'tool_result', id: 't1', output, is_error: false },
];
