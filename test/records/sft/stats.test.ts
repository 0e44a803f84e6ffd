import { describe, expect, it } from 'vitest';
import { countStats } from '../../../src/records/sft/stats.ts';
import { call, result, said, sampleOf } from './samples.ts';

function counted(
  ...samples: readonly { text: string; score: number; events: Parameters<typeof sampleOf>[0]; scaffold?: string }[]
) {
  const stats = countStats();
  for (const { text, score, events, scaffold = 'claude' } of samples) {
    stats.add({ text, score, scaffold, dialogue: sampleOf(events).dialogue });
  }
  return stats.result();
}

describe('the statistics of a data set', () => {
  it('count a token for every four characters begun, and floor the means', () => {
    const events = [said('Done.')];
    const stats = counted(
      { text: 'abcde', score: 1, events },
      { text: 'abcdefghi', score: 0, events },
      { text: '', score: 0, events },
    );
    expect(stats).toMatchObject({
      count: 3,
      total_tokens: 5,
      token_lens: { max: 3, min: 0, mean: 1, gt_128k: 0 },
      scores: { max: 1, min: 0, mean: 0.3333 },
    });
  });

  it('tell what is long', () => {
    const many = Array.from({ length: 100 }, (_, index) => [
      call(String(index), 'A', {}),
      result(String(index), ''),
    ]).flat();
    const stats = counted({ text: 'x'.repeat(4 * 128_000 + 1), score: 1, events: [...many, said('Done.')] });
    expect(stats).toMatchObject({ token_lens: { gt_128k: 1 }, n_turns: { max: 101, gte_100: 1 } });
  });

  it('count calls that failed, altogether and by agent', () => {
    const failing = [
      call('1', 'A', {}),
      call('2', 'A', {}),
      result('1', 'no', true),
      result('2', 'yes'),
      said('Done.'),
    ];
    const stats = counted(
      { text: '', score: 1, events: failing },
      { text: '', score: 1, events: [said('Done.')], scaffold: 'codex' },
    );
    const some = { total_tool_calls: 2, error_tool_calls: 1, error_rate: 0.5, trajectories_with_tool_calls: 1 };
    const none = { total_tool_calls: 0, error_tool_calls: 0, error_rate: 0, trajectory_error_rate: 0 };
    expect(stats.tool_call_errors).toMatchObject({
      ...some,
      trajectories_with_error: 1,
      trajectory_error_rate: 1,
      by_scaffold: { claude: some, codex: none },
    });
  });
});
