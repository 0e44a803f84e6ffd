import { z } from 'zod';
import type { Decision } from './schema/decision.ts';
import { agentsIn, type RunConfig } from './schema/run.ts';
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

/** What the verdict on one iteration says of one agent. */
export interface AgentRow extends AgentResult {
  readonly iteration: number;
}

const NOTHING_KNOWN = { score: null, before: null, estimate: null, delta: null, p_worse: null };

/**
 * A row an iteration and agent, the first agent first; none in a run with one. Of an agent that a verdict says nothing of,
 * nothing is known. `run` is null where its record is lost: then there are the agents that verdicts name.
 */
export function agentRows(
  decisions: readonly Pick<Decision, 'iteration' | 'numbers'>[],
  run: { readonly config: Pick<RunConfig, 'agent' | 'further_agents'> } | null,
): readonly AgentRow[] {
  const told = decisions.map((one) => ({ iteration: one.iteration, results: agentResults(one) }));
  const asked = run === null || run.config.further_agents.length === 0 ? [] : agentsIn(run.config);
  const names = new Set([...asked, ...told.flatMap(({ results }) => results.map(({ name }) => name))]);
  return told.flatMap(({ iteration, results }) => {
    return [...names].map((name) => {
      return { iteration, ...(results.find((one) => one.name === name) ?? { name, ...NOTHING_KNOWN }) };
    });
  });
}
