import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentEvent } from '../../../src/agents/port.ts';
import { writeTrajectory } from '../../../src/records/artifacts/trajectory.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { RECORD } from '../../store/trial-record.ts';
import { call, result, said } from '../sft/samples.ts';

const folder = useTempFolder();
const path = () => join(folder(), 'trajectory.jsonl');

function write(events: readonly AgentEvent[], lines: 'full' | 'final' = 'full') {
  const usage = { input_tokens: 10, output_tokens: 5, cached_input_tokens: 0, cost_usd: 0.01 };
  const record = { ...RECORD, usage, agent: { name: 'claude', version: '2', model: 'opus' } };
  return writeTrajectory(path(), { route: 'job/trial', session: 'id', prompt: 'Do it.', events, record, lines });
}

async function written() {
  return (await readFile(path(), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a trajectory', () => {
  it('of one call has what the trial used; of several nobody knows what each did', async () => {
    write([said('Done.')]);
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cache_read_input_tokens: 0, cost: 0.01 };
    expect(await written()).toMatchObject([{ duration_ms: 5000, success: true, usage }]);
    write([call('1', 'A', {}), result('1', 'a'), said('Done.')]);
    const unknown = { duration_ms: null, usage: { prompt_tokens: null, total_tokens: null, cost: null } };
    expect(await written()).toMatchObject([unknown, unknown]);
  });

  it('tells how each call ended, with the tools that were called and without those that nobody saw', async () => {
    write([call('1', 'A', {}), call('2', 'B', {}), result('1', 'a'), result('2', 'b', true), said('Done.')]);
    expect(await written()).toMatchObject([
      {
        request_body: { messages: [{}], model: 'opus' },
        response_body: { choices: [{ finish_reason: 'tool_calls' }] },
      },
      {
        request_body: { messages: [{}, {}, {}, { is_error: true }] },
        response_body: { choices: [{ finish_reason: 'stop' }] },
      },
    ]);
    const [first] = await written();
    expect(first.request_body).not.toHaveProperty('max_tokens');
    expect(first.request_body.tools.map((tool: { function: { name: string } }) => tool.function.name)).toEqual([
      'A',
      'B',
    ]);
  });

  it.each([
    ['after a result', [call('1', 'A', {}), result('1', 'a')], 2],
    ['before it said anything', [], 1],
  ] as const)('that was cut off %s ends with a call that had no answer', async (_, events, count) => {
    write(events);
    const lines = await written();
    expect(lines).toHaveLength(count);
    expect(lines.at(-1)).toMatchObject({ success: false, failure: 'no answer is known', response_body: null });
  });

  it('that would fill the disk, for each line repeats all before it, has its last line only, and says so', async () => {
    const events = Array.from({ length: 60 }, (_, index) => [
      call(`${index}`, 'A', {}),
      result(`${index}`, 'x'.repeat(100_000)),
    ]).flat();
    expect(write([...events, said('Done.')])).toBe('final');
    expect(await written()).toHaveLength(1);
    expect((await stat(path())).size).toBeLessThan(7_000_000);
    expect(write([said('Done.')], 'final')).toBe('final');
  });
});
