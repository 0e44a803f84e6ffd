import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentEvent } from '../agents/port.ts';
import type { Grading } from '../core/schema/grading.ts';
import { listFiles } from './outputs.ts';

export type ExecutionMetrics = Grading['execution_metrics'];

/** Counts of what the executor did, from its trajectory and its outputs. `output_chars` counts bytes. */
export async function executionMetrics(
  events: readonly AgentEvent[],
  outputs: string,
  transcriptChars: number,
): Promise<ExecutionMetrics> {
  const calls = events.filter((event) => event.type === 'tool_call');
  const counts = new Map<string, number>();
  for (const { name } of calls) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sizes = await Promise.all(
    (await listFiles(outputs)).map(async (name) => (await stat(join(outputs, name))).size),
  );
  return {
    tool_calls: Object.fromEntries(counts),
    total_tool_calls: calls.length,
    total_steps: events.filter((event) => event.type === 'message' && event.role === 'assistant').length + calls.length,
    errors_encountered: events.filter((event) => event.type === 'tool_result' && event.is_error).length,
    output_chars: sizes.reduce((sum, size) => sum + size, 0),
    transcript_chars: transcriptChars,
  };
}
