import type { Plan, Share } from '../core/plan.ts';
import type { Unsure } from '../core/range.ts';
import type { Limits, RuleName } from '../core/schema/run.ts';
import { ROLES, type Role } from '../core/schema/trial.ts';
import type { SuiteNoise } from '../core/suite-noise.ts';
import { noiseLine } from './noise.ts';
import type { Paint } from './paint.ts';
import { clockTime, harmless, pad } from './text.ts';

/** What a run will take, with what that rests on. */
export interface RunPlan {
  readonly skill: string;
  readonly workspace: string;
  readonly rule: RuleName;
  readonly proposals: number;
  /** Deciding evals, and trials of a complete pass. */
  readonly evals: number;
  readonly pass: number;
  /** Iterations that are decided, the baseline included, and those that are ahead at most. */
  readonly decided: number;
  readonly most_iterations: number;
  readonly limits: Limits;
  /** The workspace whose calls were measured, and how many of each role; null for none. */
  readonly measured_in: string | null;
  readonly measured: Readonly<Record<Role, number>>;
  readonly timeout_ms: number;
  readonly plan: Plan;
  /** null before the baseline. */
  readonly noise: SuiteNoise | null;
}

type Form = (value: number) => string;

/** `plan` for people: a line a role, each cell with low, expected and high. */
export function renderPlan(planned: RunPlan, { paint }: { readonly paint: Paint }): string {
  const { plan, noise } = planned;
  const rows = [
    ['', 'calls', 'tokens', 'money', 'time'],
    ...ROLES.map((role) => [role, ...cellsOf(plan.roles[role])]),
    ['in all', ...cellsOf(plan.all)],
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  return [
    headline(planned),
    '',
    paint('dim', `${head}   (low / expected / high)`),
    ...body,
    '',
    `${rangeText(plan.trials, String)} trials in ${rangeText(plan.iterations, String)} iterations`,
    ...assumptions(planned),
    ...(noise === null ? [] : [noiseLine(noise)]),
  ].join('\n');
}

function headline({ skill, rule, evals, proposals, decided, most_iterations }: RunPlan): string {
  const beside = proposals === 1 ? '' : `, ${proposals} proposals side by side`;
  const from = decided === 0 ? 'from the baseline on' : `after iteration ${decided - 1}`;
  return `${harmless(skill)}: rule ${rule}, ${evals} deciding evals${beside}; ${from}, at most ${most_iterations} iterations ahead`;
}

function cellsOf({ calls, tokens, cost_usd, duration_ms }: Share): readonly string[] {
  return [
    rangeText(calls, String),
    rangeText(tokens, (count) => (count < 10_000 ? String(Math.round(count)) : `${Math.round(count / 1000)}k`)),
    rangeText(cost_usd, (usd) => `$${usd.toFixed(2)}`),
    rangeText(duration_ms, clockTime),
  ];
}

/** "12 / 44 / 88"; one number where all are the same, "unknown" where none is known. */
function rangeText({ low, expected, high }: Unsure, form: Form): string {
  const ends = [low, expected, high].map((end) => (end === null ? '?' : form(end)));
  if (ends.every((end) => end === '?')) return 'unknown';
  return new Set(ends).size === 1 ? (ends[0] ?? '') : ends.join(' / ');
}

function assumptions(planned: RunPlan): readonly string[] {
  const { measured, measured_in, timeout_ms } = planned;
  const counts = ROLES.filter((role) => measured[role] > 0).map((role) => `${role} ${measured[role]}`);
  const prices =
    measured_in === null || counts.length === 0
      ? `Nothing is measured yet: prices are unknown, and a call may last until its time-out of ${clockTime(timeout_ms)}. \`eval\` measures the baseline; --from takes another run's calls.`
      : `Prices: the least, the mean and the most of the calls measured in ${harmless(measured_in)} (${counts.join(', ')}).`;
  const course =
    planned.rule === 'race'
      ? 'Low: every candidate is dropped at its first look. Expected: every second one goes on. High: each runs three passes.'
      : 'Low: the run stops after reverts in a row. High: every iteration runs a complete pass.';
  return [`${course} No call fails; time in all is by the clock.`, prices];
}
