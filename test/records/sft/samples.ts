import type { AgentEvent } from '../../../src/agents/port.ts';
import { dialogueOf } from '../../../src/records/sft/dialogue.ts';
import type { Sample } from '../../../src/records/sft/im.ts';
import { trialAt } from '../../../src/store/layout.ts';
import { grading } from '../../core/gradings.ts';
import { evalCase } from '../../evals/eval-case.ts';
import { RECORD } from '../../store/trial-record.ts';

export function said(text: string): AgentEvent {
  return { type: 'message', role: 'assistant', text };
}

export function heard(text: string): AgentEvent {
  return { type: 'message', role: 'user', text };
}

export function call(id: string, name: string, input: unknown): AgentEvent {
  return { type: 'tool_call', id, name, input };
}

export function result(id: string, output: string, is_error = false): AgentEvent {
  return { type: 'tool_result', id, output, is_error };
}

/** A trial of two expectations that passed; events that are no conversation give an empty one. */
export function sampleOf(events: readonly AgentEvent[]): Sample {
  const dialogue = dialogueOf('Do it.', events);
  return {
    id: 'run-iter-1/eval-1__t1',
    skill: 'plan',
    iteration: 1,
    decision: 'keep',
    trial: {
      name: 'eval-1__t1',
      evalCase: evalCase(),
      place: trialAt('/nowhere', { root: '/nowhere', path: 'blobs/sha256' }),
      record: { ...RECORD, outcome: 'graded' },
      grading: grading('++'),
    },
    dialogue: typeof dialogue === 'string' ? { system: '', prompt: '', steps: [] } : dialogue,
  };
}
