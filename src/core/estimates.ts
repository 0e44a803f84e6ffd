import { agentResults } from './agent-results.ts';
import { type Counted, countedIn } from './counted.ts';
import type { Decision } from './schema/decision.ts';

/** What rule `race` counts a row for, and what it believes of the incumbent afterwards. */
export interface EstimateRow
  extends Pick<Counted, 'trials' | 'evals_seen' | 'raw' | 'estimate' | 'low' | 'high' | 'p_better'> {
  readonly iteration: number;
  readonly best_estimate: number;
}

const COLUMNS: readonly (keyof EstimateRow)[] = [
  ...(['iteration', 'trials', 'evals_seen', 'raw'] as const),
  ...(['estimate', 'low', 'high', 'p_better', 'best_estimate'] as const),
];

type Source = Pick<Decision, 'iteration' | 'rule' | 'numbers' | 'best_after'>;

/** A row a decision of rule `race`; none of another rule's. */
export function estimatesOf(decisions: readonly Source[]): readonly EstimateRow[] {
  return decisions.flatMap((decision) => {
    const counted = countedIn(decision);
    if (counted === null) return [];
    const { trials, evals_seen, raw, estimate, low, high, p_better } = counted;
    const { iteration, best_after: best_estimate } = decision;
    return [{ iteration, trials, evals_seen, raw, estimate, low, high, p_better, best_estimate }];
  });
}

/** `estimates.tsv`: every digit of every number, and nothing for what is not known. */
export function estimatesTsv(decisions: readonly Source[]): string {
  const agents = [...new Set(decisions.flatMap((one) => agentResults(one).map(({ name }) => name)))];
  const further = agents.flatMap((name) => OF_AGENT.map((column) => `${name}:${column}`));
  const rows = estimatesOf(decisions).map((row) => {
    const decision = decisions.find(({ iteration }) => iteration === row.iteration);
    return [
      ...COLUMNS.map((column) => row[column] ?? ''),
      ...(decision === undefined ? [] : ofAgents(decision, agents)),
    ];
  });
  return [[...COLUMNS, ...further], ...rows].map((cells) => `${cells.join('\t')}\n`).join('');
}

/** In a run with several agents: what is known of each of them, in columns of their own. */
const OF_AGENT = ['score', 'estimate', 'delta', 'p_worse'] as const;

function ofAgents(decision: Source, names: readonly string[]): readonly (string | number)[] {
  const known = new Map(agentResults(decision).map((one) => [one.name, one]));
  return names.flatMap((name) => OF_AGENT.map((column) => known.get(name)?.[column] ?? ''));
}
