import type { Row } from '../core/schema/row.ts';
import type { Paint } from './paint.ts';
import { clockTime, harmless, money, pad } from './text.ts';

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
  };
  readonly evals: readonly ShownEval[];
  /** null where it is not known. */
  readonly spend: { readonly calls: number; readonly cost_usd: number | null; readonly duration_ms: number } | null;
}

/** `passed` and `total` are null for a trial without a score. */
export interface ShownResult {
  readonly trial: number;
  readonly outcome: string | null;
  readonly kind: string | null;
  readonly passed: number | null;
  readonly total: number | null;
}

/** What the trials of an eval gave, all of them together: nothing where one of them has no score. */
export interface ShownEval extends Omit<ShownResult, 'trial'> {
  readonly eval_id: string;
  readonly trials: readonly ShownResult[];
  readonly incumbent: { readonly passed: number; readonly total: number } | null;
}

interface Style {
  readonly paint: Paint;
}

/** `show N` for people. */
export function renderIteration(shown: ShownIteration, { paint }: Style): string {
  const { row, reason, hypothesis, files_changed, spend } = shown;
  const facts: readonly (readonly [string, string])[] = [
    [
      'score',
      row === null ? 'not decided yet' : `${row.score === '' ? 'unmeasured' : row.score}, best ${row.best_score}`,
    ],
    ...(reason === null ? [] : [['reason', reason] as const]),
    ...(row === null ? [] : [['change', row.changelog] as const]),
    ...(hypothesis === null || hypothesis === '' ? [] : [['because', hypothesis] as const]),
    ...(files_changed.length === 0 ? [] : [['files', files_changed.join(', ')] as const]),
    ...(spend === null ? [] : [['spend', spendText(spend)] as const]),
  ];
  return [
    paint('bold', `iteration ${shown.iteration}${row === null ? '' : ` ${row.action}`}`),
    ...facts.map(([name, text]) => `${paint('dim', name.padEnd(9))}${harmless(text)}`),
    '',
    ...evalLines(shown.evals, paint),
    ...flipLines(shown.flips, paint),
  ].join('\n');
}

function spendText({ calls, cost_usd, duration_ms }: NonNullable<ShownIteration['spend']>): string {
  return `${calls} calls, ${clockTime(duration_ms)} of calls, ${money(cost_usd)}`;
}

function evalLines(evals: readonly ShownEval[], paint: Paint): readonly string[] {
  const width = Math.max(4, ...evals.map(({ eval_id }) => harmless(eval_id).length)) + 2;
  return evals.map((one) => `  ${pad(harmless(one.eval_id), width)}${evalResult(one, paint)}`);
}

function evalResult(one: ShownEval, paint: Paint): string {
  const { trials, incumbent } = one;
  const many = trials.length > 1;
  const before = incumbent === null ? '' : `  was ${many ? mean(incumbent) : `${incumbent.passed}/${incumbent.total}`}`;
  return `${many ? trialsText(one, paint) : resultText(one, paint)}${before}`;
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
export function resultText({ passed, total, outcome, kind }: Omit<ShownResult, 'trial'>, paint: Paint): string {
  if (passed === null || total === null) {
    return paint('red', `${outcome ?? 'no grading'}${kind === null ? '' : ` (${kind})`}, not measured`);
  }
  return paint(passed === total ? 'green' : 'yellow', `${passed}/${total}`);
}

function flipLines({ fixed, broken, expected }: ShownIteration['flips'], paint: Paint): readonly string[] {
  const mark = (id: string): string => `${harmless(id)}${expected.includes(id) ? ' (expected)' : ''}`;
  const missed = expected.filter((id) => !fixed.includes(id));
  return [
    ...(fixed.length === 0 ? [] : [`${paint('green', 'fixed')}    ${fixed.map(mark).join(', ')}`]),
    ...(broken.length === 0 ? [] : [`${paint('red', 'broken')}   ${broken.map(mark).join(', ')}`]),
    ...(missed.length === 0
      ? []
      : [`${paint('dim', 'expected')} ${missed.map(harmless).join(', ')}, and did not come`]),
  ];
}
