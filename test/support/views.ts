import { certificateBehind } from '../../src/core/headline.ts';
import type { RunView, ViewedIteration, ViewedPass, ViewedTrial } from '../../src/core/run-view.ts';
import type { ArmsRecord } from '../../src/core/schema/arms.ts';
import type { CertificateRecord } from '../../src/core/schema/certificate.ts';
import type { Final } from '../../src/core/schema/final.ts';
import type { Action } from '../../src/core/schema/row.ts';

const NO_CALLS = { calls: 0, cost_usd: null, tokens: null, duration_ms: 0 };

/** A trial with a grading that marks say, or one that was not measured. */
export function trialOf(eval_id: string, marks: string | null, more: Partial<ViewedTrial> = {}): ViewedTrial {
  return {
    eval_id,
    trial: 1,
    folder: `iteration-0/eval-${eval_id}`,
    outcome: marks === null ? 'timeout' : 'graded',
    error: null,
    passed: marks === null ? null : marks.replaceAll('-', '').length,
    total: marks?.length ?? null,
    marks,
    texts: null,
    started_at: null,
    duration_ms: 1000,
    tokens_in: null,
    tokens_out: null,
    cost_usd: null,
    attempts: 1,
    skill_used: null,
    reused_from: null,
    ...more,
  };
}

export interface Step extends Partial<ViewedIteration> {
  readonly score: number | null;
  readonly best: number;
  readonly action: Action;
  /** Marks by eval id. */
  readonly marks?: Readonly<Record<string, string | null>>;
}

/** An iteration of which nothing is known, nor does it have a row. */
export function emptyIteration(number: number): ViewedIteration {
  return {
    number,
    row: null,
    counted: null,
    reason: null,
    hypothesis: null,
    angle: null,
    parent: null,
    batch: null,
    files_changed: [],
    flips: { fixed: [], broken: [], flaky: [], expected: [] },
    unmeasured: [],
    spend: null,
    duration_ms: null,
    skill_bytes: null,
    trials: [],
  };
}

/** A decided iteration. */
export function iterationOf(number: number, { score, best, action, marks = {}, ...more }: Step): ViewedIteration {
  const timestamp = `2026-01-01T00:0${number % 10}:00+00:00`;
  return {
    ...emptyIteration(number),
    row: { score, best_score: best, action, changelog: `edit ${number}`, timestamp },
    reason: `because of ${number}`,
    trials: Object.entries(marks).map(([id, mark]) => trialOf(id, mark, { folder: `iteration-${number}/eval-${id}` })),
    ...more,
  };
}

/** The view of a run that stopped, by its steps from the baseline on. */
export function viewOf(steps: readonly Step[], more: Partial<RunView> = {}): RunView {
  const iterations = steps.map((step, number) => iterationOf(number, step));
  const kept = iterations.filter(({ row }) => row?.action !== 'reverted');
  const ids = [...new Set(iterations.flatMap(({ trials }) => trials.map(({ eval_id }) => eval_id)))];
  const totalOf = (id: string) =>
    Math.max(
      0,
      ...iterations.flatMap(({ trials }) => trials.map((one) => (one.eval_id === id ? (one.total ?? 0) : 0))),
    );
  const view: RunView = {
    schema_version: 1,
    workspace: { path: '/w/skill-autoresearch', name: 'skill-autoresearch', foreign: false },
    run: null,
    state: {
      ...{ phase: 'stopped', stop_reason: 'iterations', limits: null, live: null, last_event_at: null, open: null },
      spend: { ...NO_CALLS, roles: { executor: NO_CALLS, judge: NO_CALLS, improver: NO_CALLS } },
    },
    best: kept.length === 0 ? null : `v${kept.at(-1)?.number}`,
    ...{
      headline: null,
      certificates: [],
      calibration: null,
      arms: null,
      noise: null,
      warnings: [],
      problems: [],
      passes: [],
      reproductions: [],
    },
    evals: ids.map((id) => ({
      ...{ id, split: null, weight: 1, sealed: false },
      expectations: Array.from({ length: totalOf(id) }, (_, index) => ({
        text: `${id} says ${index + 1}`,
        check: null,
      })),
    })),
    versions: kept.map(({ number }) => ({
      name: `v${number}`,
      iteration: number,
      tree_hash: null,
      files: 1,
      bytes: 500,
    })),
    iterations,
    ...more,
  };
  return { ...view, headline: certified(view) };
}

/** The headline with the certificate of the best version, as a run that is read has it. */
function certified(view: RunView): RunView['headline'] {
  const { best, headline } = view;
  const certificate = certificateBehind(view);
  if (headline !== null) return { ...headline, certificate };
  return certificate === null || best === null ? null : { type: 'not fresh', best, estimate: null, certificate };
}

/** Before, after, and half the interval of the gain; null for none. */
export type FreshScores = readonly [before: number, after: number, half: number | null];

export function finalOf(best: string, [before, after, half]: FreshScores): Final {
  const gain = after - before;
  return {
    schema_version: 1,
    ...{ original: 'v0', best, passes: 2, evals: [], before, after, gain, unmeasured: [] },
    interval: half === null ? null : { low: gain - half, high: gain + half },
    recommendation: gain > 0 ? 'best' : 'original',
  };
}

export function fresh(best: string, scores: FreshScores): Partial<RunView> {
  return { headline: { type: 'fresh', final: finalOf(best, scores), estimate: null, certificate: null } };
}

/** One that shows 0.4 → 0.6 of v1. */
export function certificateOf(more: Partial<CertificateRecord>): CertificateRecord {
  return {
    ...{ schema_version: 1, kind: 'certify', number: 1, original: 'v0', best: 'v1', alpha: 0.05, affordable: 3 },
    ...{ gap: null, bets: [], verdict: 'improved', pairs: 9, evals: 3, before: 0.4, after: 0.6, gain: 0.2 },
    ...{ interval: { low: 0.1, high: 0.3 }, unmeasured: [], validation: null },
    ...more,
  };
}

export function passOf(version: string | null, trials: readonly ViewedTrial[], purpose = 'final-1'): ViewedPass {
  return { purpose, version, trials };
}

/** A comparison of arms by their scores; null for an arm without one. */
export function armsOf(scores: Readonly<Record<string, number | null>>, number = 1): ArmsRecord {
  const arms = Object.keys(scores).map((name) => ({ name, version: name === 'none' ? null : name }));
  const used = { interval: null, measured: 1, reused: 0, tokens: null, cost_usd: null, duration_ms: null };
  return {
    schema_version: 1,
    ...{ number, arms, trials: 1, started_at: '2026-01-01T00:00:00Z', evals: [], differences: [], unmeasured: [] },
    scores: Object.entries(scores).map(([arm, score]) => ({ arm, score, evals: score === null ? 0 : 1, ...used })),
  };
}
