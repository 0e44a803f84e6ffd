import type { RunView, ViewedIteration, ViewedTrial } from '../../src/core/run-view.ts';
import type { CertificateRecord } from '../../src/core/schema/certificate.ts';
import { emptyIteration } from '../support/views.ts';

/** A view of nothing, for tests that say what is in it. */
export function viewOf(parts: Partial<RunView> = {}): RunView {
  return {
    schema_version: 1,
    workspace: { path: '/w/plan-autoresearch', name: 'plan-autoresearch', foreign: false },
    run: null,
    state: {
      phase: 'stopped',
      stop_reason: null,
      limits: null,
      spend: null,
      live: null,
      last_event_at: null,
      open: null,
    },
    best: null,
    headline: null,
    certificates: [],
    calibration: null,
    arms: null,
    noise: null,
    warnings: [],
    problems: [],
    evals: [],
    versions: [],
    iterations: [],
    passes: [],
    reproductions: [],
    ...parts,
  };
}

export function iterationOf(number: number, parts: Partial<ViewedIteration> = {}): ViewedIteration {
  return { ...emptyIteration(number), ...parts };
}

/** A row of the table; the best score is the score unless it is told. */
export function rowOf(
  action: 'baseline' | 'kept' | 'reverted',
  score: number | null,
  best: number | null = score,
): ViewedIteration['row'] {
  return { score, best_score: best, action, changelog: 'Something', timestamp: '2025-01-15T10:30:00+00:00' };
}

/** A graded trial by its marks, or one without a score. */
export function trialOf(evalId: string, marks: string | null, trial = 1): ViewedTrial {
  return {
    eval_id: evalId,
    trial,
    folder: `iteration-0/eval-${evalId}`,
    outcome: marks === null ? 'timeout' : 'graded',
    error: null,
    passed: marks === null ? null : [...marks].filter((mark) => mark === '+').length,
    total: marks === null ? null : marks.length,
    marks,
    texts: null,
    started_at: null,
    duration_ms: null,
    tokens_in: null,
    tokens_out: null,
    cost_usd: null,
    attempts: null,
    skill_used: null,
    reused_from: null,
  };
}

/** v0 at 0.3 and v2 at 0.6. */
export function certificateOf(kind: 'certify' | 'submit', verdict: CertificateRecord['verdict']): CertificateRecord {
  const claim = {
    schema_version: 1,
    kind,
    number: 1,
    original: 'v0',
    best: 'v2',
    alpha: 0.05,
    affordable: 4,
    gap: null,
  } as const;
  const found = { before: 0.3, after: 0.6, gain: 0.3, interval: null, unmeasured: [], validation: null };
  return { ...claim, ...found, verdict, bets: [], pairs: 8, evals: 3 };
}
