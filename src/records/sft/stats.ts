import type { Dialogue } from './dialogue.ts';

/** Counts over the records of a data set, folded one by one. */
export interface Stats {
  add(sample: {
    readonly text: string;
    readonly dialogue: Dialogue;
    readonly score: number;
    readonly scaffold: string;
  }): void;
  /** `lf.stats.json`. */
  result(): Record<string, unknown>;
}

interface Spread {
  max: number;
  min: number;
  sum: number;
  above: number;
}

interface Errors {
  calls: number;
  errors: number;
  withCalls: number;
  withErrors: number;
}

const LONG = 128_000;
const MANY = 100;

/** Starts counting. Tokens are a quarter of the characters, rounded up; turns are those of the agent. */
export function countStats(): Stats {
  const [tokens, turns, scores] = [emptySpread(), emptySpread(), emptySpread()];
  const all = noErrors();
  const scaffolds = new Map<string, Errors>();
  let count = 0;
  return {
    add({ text, dialogue, score, scaffold }) {
      count += 1;
      note(tokens, Math.ceil(text.length / 4), (value) => value > LONG);
      note(turns, dialogue.steps.length, (value) => value >= MANY);
      note(scores, score, () => false);
      const own = scaffolds.get(scaffold) ?? noErrors();
      scaffolds.set(scaffold, own);
      for (const errors of [all, own]) noteCalls(errors, dialogue);
    },
    result: () => ({
      ...(count === 0 ? {} : spreads(count, { tokens, turns, scores })),
      total_tokens: tokens.sum,
      count,
      tokenizer: 'ceil(chars/4)',
      tool_call_errors: {
        ...rates(all),
        by_scaffold: Object.fromEntries([...scaffolds].map(([name, errors]) => [name, rates(errors)])),
      },
    }),
  };
}

function spreads(count: number, { tokens, turns, scores }: Readonly<Record<'tokens' | 'turns' | 'scores', Spread>>) {
  const whole = ({ max, min, sum }: Spread) => ({ max, min, mean: Math.floor(sum / count) });
  return {
    token_lens: { ...whole(tokens), gt_128k: tokens.above },
    n_turns: { ...whole(turns), gte_100: turns.above },
    scores: { max: rounded(scores.max, 4), min: rounded(scores.min, 4), mean: rounded(scores.sum / count, 4) },
  };
}

function emptySpread(): Spread {
  return { max: Number.NEGATIVE_INFINITY, min: Number.POSITIVE_INFINITY, sum: 0, above: 0 };
}

function note(spread: Spread, value: number, isAbove: (value: number) => boolean): void {
  spread.max = Math.max(spread.max, value);
  spread.min = Math.min(spread.min, value);
  spread.sum += value;
  spread.above += isAbove(value) ? 1 : 0;
}

function noErrors(): Errors {
  return { calls: 0, errors: 0, withCalls: 0, withErrors: 0 };
}

function noteCalls(errors: Errors, { steps }: Dialogue): void {
  const calls = steps.flatMap((step) => step.calls);
  const failed = calls.filter(({ isError }) => isError).length;
  errors.calls += calls.length;
  errors.errors += failed;
  errors.withCalls += calls.length > 0 ? 1 : 0;
  errors.withErrors += failed > 0 ? 1 : 0;
}

function rates({ calls, errors, withCalls, withErrors }: Errors) {
  return {
    total_tool_calls: calls,
    error_tool_calls: errors,
    error_rate: calls === 0 ? 0 : rounded(errors / calls, 6),
    trajectories_with_tool_calls: withCalls,
    trajectories_with_error: withErrors,
    trajectory_error_rate: withCalls === 0 ? 0 : rounded(withErrors / withCalls, 6),
  };
}

function rounded(value: number, places: number): number {
  return Number(value.toFixed(places));
}
