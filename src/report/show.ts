import type { AgentResult } from '../core/agent-results.ts';
import type { Counted } from '../core/counted.ts';
import { foretold } from '../core/foretold.ts';
import { type Reading, readingText } from '../core/guardrails.ts';
import type { Headline } from '../core/headline.ts';
import type { ViewedReproduction } from '../core/run-view.ts';
import type { ForkedFrom } from '../core/schema/forked-from.ts';
import type { Row } from '../core/schema/row.ts';
import { evalOf } from '../core/schema/suite.ts';
import type { RoleSpend, Spend } from '../core/tally.ts';
import { agentResultText } from './agent-results.ts';
import { type Fact, type FactStyle, factLines } from './fact-lines.ts';
import { forkedText } from './forked.ts';
import { headlineText } from './headline.ts';
import type { Paint } from './paint.ts';
import { reproducedText } from './reproduction.ts';
import { roleCalls, tokenText } from './spend.ts';
import { clockTime, harmless, money, pad } from './text.ts';
import { verdictFacts } from './verdict-facts.ts';

/** One iteration as a person wants to see it. */
export interface ShownIteration {
  readonly iteration: number;
  /** null while it is not decided. */
  readonly row: Row | null;
  readonly reason: string | null;
  readonly hypothesis: string | null;
  readonly files_changed: readonly string[];
  /** Expectations by `evalId#number`, against the incumbent. */
  readonly flips: {
    readonly fixed: readonly string[];
    readonly broken: readonly string[];
    readonly expected: readonly string[];
    /** Passed and failed among the trials of this iteration. */
    readonly flaky: readonly string[];
  };
  readonly evals: readonly ShownEval[];
  /** What came out whenever it was measured again. */
  readonly reproductions: readonly ViewedReproduction[];
  /** null where it is not known. */
  readonly spend: (Omit<Spend, 'trials'> & { readonly roles: RoleSpend }) | null;
}

/** `passed` and `total` are null for a trial without a score. */
export interface ShownResult {
  readonly trial: number;
  readonly outcome: string | null;
  readonly kind: string | null;
  readonly passed: number | null;
  readonly total: number | null;
  /** The run that the trial was taken over from; null for one that was run here. */
  readonly reused_from: string | null;
}

/** What the trials of an eval gave, all of them together: nothing where one of them has no score. */
export interface ShownEval extends Omit<ShownResult, 'trial' | 'reused_from'> {
  readonly eval_id: string;
  readonly trials: readonly ShownResult[];
  readonly incumbent: { readonly passed: number; readonly total: number } | null;
}

/** What the verdict rests on, and what came of it. */
export interface Explained {
  /** null under another rule than `race`. */
  readonly counted: Counted | null;
  /** Of a run with several: what it says of each agent. */
  readonly agents: readonly AgentResult[];
  /** Of the best version; null for any other. */
  readonly headline: Headline | null;
  /** What the version was held to, and how much of it it has. */
  readonly guardrails: readonly Reading[];
  /** Of the baseline of a fork; null for any other. */
  readonly forked: ForkedFrom | null;
}

/** `show N` for people. */
export function renderIteration(shown: ShownIteration & Explained, style: FactStyle): string {
  const { paint } = style;
  const {
    row,
    reason,
    hypothesis,
    files_changed,
    spend,
    counted,
    agents,
    headline,
    guardrails,
    forked,
    reproductions,
  } = shown;
  const facts: readonly (readonly [string, string])[] = [
    ['score', row === null ? 'not decided yet' : `${scoreText(row, counted)}, best ${row.best_score}`],
    ...(reason === null ? [] : [['reason', reason] as const]),
    ...(counted === null ? [] : verdictFacts(counted)),
    ...agents.map((agent) => ['agent', `${agent.name}: ${agentResultText(agent)}`] as const),
    ...guardrails.map((reading) => ['within', readingText(reading)] as const),
    ...(headline === null ? [] : [['result', headlineText(headline)] as const]),
    ...reproductions.map((one) => ['again', reproducedText(one)] as const),
    ...(forked === null ? [] : [['v0 is', forkedText(forked)] as const]),
    ...(row === null ? [] : [['change', row.changelog] as const]),
    ...(hypothesis === null || hypothesis === '' ? [] : [['because', hypothesis] as const]),
    ...(files_changed.length === 0 ? [] : [['files', files_changed.join(', ')] as const]),
    ...(spend === null ? [] : [['spend', spendText(spend)] as const]),
  ];
  return [
    paint('bold', `iteration ${shown.iteration}${row === null ? '' : ` ${row.action}`}`),
    ...factLines(facts, style),
    '',
    ...evalLines(shown.evals, paint),
    ...factLines(flipFacts(shown), style),
  ].join('\n');
}

/** The score, or how far it got: a part of the evals has none. */
function scoreText({ score }: Row, counted: Counted | null): string {
  if (score !== '') return score;
  const { evals_seen = null, evals_total = null } = counted ?? {};
  const isPart = evals_seen !== null && evals_total !== null && evals_seen < evals_total;
  return isPart ? `${evals_seen} of ${evals_total} evals tried` : 'unmeasured';
}

function spendText({ calls, cost_usd, duration_ms, tokens, roles }: NonNullable<ShownIteration['spend']>): string {
  const parts = [`${calls} calls${roleCalls(roles)}`, `${clockTime(duration_ms)} of calls`, tokenText(tokens)];
  return [...parts, money(cost_usd)].join(', ');
}

function evalLines(evals: readonly ShownEval[], paint: Paint): readonly string[] {
  const width = Math.max(4, ...evals.map(({ eval_id }) => harmless(eval_id).length)) + 2;
  return evals.map((one) => `  ${pad(harmless(one.eval_id), width)}${evalResult(one, paint)}`);
}

function evalResult(one: ShownEval, paint: Paint): string {
  const { trials, incumbent } = one;
  const many = trials.length > 1;
  const before = incumbent === null ? '' : `  was ${many ? mean(incumbent) : `${incumbent.passed}/${incumbent.total}`}`;
  return `${many ? trialsText(one, paint) : resultText(one, paint)}${before}${reusedText(trials)}`;
}

function reusedText(trials: readonly ShownResult[]): string {
  const runs = trials.flatMap(({ reused_from }) => reused_from ?? []);
  if (runs.length === 0) return '';
  const some = runs.length < trials.length ? `${runs.length} of ${trials.length} ` : '';
  return `  ${some}reused from run ${[...new Set(runs)].map(harmless).join(', ')}`;
}

/** "mean 0.8333: 3/4; 4/4; 3/4" */
function trialsText({ passed, total, trials }: ShownEval, paint: Paint): string {
  const each = trials.map((trial) => resultText(trial, paint)).join('; ');
  if (passed === null || total === null) return `${paint('red', 'unmeasured')}: ${each}`;
  return `${paint(passed === total ? 'green' : 'yellow', `mean ${mean({ passed, total })}`)}: ${each}`;
}

function mean({ passed, total }: { readonly passed: number; readonly total: number }): string {
  return String(Number((passed / total).toFixed(4)));
}

/** "3/4", or why there is no score. */
export function resultText(
  { passed, total, outcome, kind }: Omit<ShownResult, 'trial' | 'reused_from'>,
  paint: Paint,
): string {
  if (passed === null || total === null) {
    return paint('red', `${outcome ?? 'no grading'}${kind === null ? '' : ` (${kind})`}, not measured`);
  }
  return paint(passed === total ? 'green' : 'yellow', `${passed}/${total}`);
}

function flipFacts({ flips, evals }: Pick<ShownIteration, 'flips' | 'evals'>): readonly Fact[] {
  const { fixed, broken, expected, flaky } = flips;
  const mark = (id: string): string => `${id}${expected.includes(id) ? ' (expected)' : ''}`;
  const measured = new Map(evals.map(({ eval_id, passed }) => [eval_id, passed !== null]));
  const fate = foretold(flips, (name) => measured.get(evalOf(name)));
  const facts: readonly Fact[] = [
    ['fixed', fixed.map(mark).join(', '), 'green'],
    ['broken', broken.map(mark).join(', '), 'red'],
    ['expected', namesThat(fate.missed, 'and did not come')],
    ['expected', namesThat(fate.unmeasured, 'and not measured')],
    ['expected', namesThat(fate.untried, 'and not tried')],
    ['flaky', flaky.join(', '), 'yellow'],
  ];
  return facts.filter(([, text]) => text !== '');
}

function namesThat(names: readonly string[], what: string): string {
  return names.length === 0 ? '' : `${names.join(', ')}, ${what}`;
}
