import { z } from 'zod';
import type { Decision } from './schema/decision.ts';
import { parseFraction, toNumber } from './stats/fraction.ts';

/** What a verdict says of one agent of a run with several; null for what its rule does not know. Scores are 0–1. */
export interface AgentResult {
  readonly name: string;
  /** Measured in the complete passes. */
  readonly score: number | null;
  /** That of the incumbent, under rule `strict`. */
  readonly before: number | null;
  /** Believed, under rule `race`, and how much better that is than the incumbent, −1 … 1. */
  readonly estimate: number | null;
  readonly delta: number | null;
  readonly p_worse: number | null;
}

const known = z.number().nullable().catch(null);
/** Rule `strict` keeps exact scores as texts such as "3/4". */
const exact = z
  .string()
  .transform((text) => {
    const fraction = parseFraction(text);
    return fraction === null ? null : toNumber(fraction);
  })
  .nullable()
  .catch(null);

const agentsSchema = z.record(
  z.string(),
  z.object({ score: exact, best: exact, raw: known, estimate: known, delta: known, p_worse: known }),
);

/** By agent, the first one first; nothing in a run with one. */
export function agentResults({ numbers }: Pick<Decision, 'numbers'>): readonly AgentResult[] {
  const { data = {} } = agentsSchema.safeParse(numbers.agents);
  return Object.entries(data).map(([name, { score, best, raw, ...believed }]) => {
    return { name, score: score ?? raw, before: best, ...believed };
  });
}
