import { spendOf } from '../core/budget.ts';
import type { RunEvent } from '../core/events.ts';
import { historyRow } from '../core/metric-history.ts';
import { flipsBetween } from '../core/referee/flips.ts';
import type { ShownEval, ShownIteration, ShownResult } from '../report/show.ts';
import { artifactsIn } from '../store/artifacts.ts';
import type { ReadTrial } from '../store/foreign-trials.ts';
import { readEvents } from '../store/journal.ts';
import { byEval, countsOf, experimentOf, gradingsOf, type Inspected, metricsOf, readJson } from './iteration-in.ts';

/** An iteration gathered for people. */
export async function shownIteration(inspected: Inspected): Promise<ShownIteration> {
  const { workspace, number, row, decision, proposal, trials, incumbentTrials, run } = inspected;
  const computed = flipsBetween(gradingsOf(incumbentTrials), gradingsOf(trials));
  return {
    iteration: number,
    row,
    reason: decision?.reason ?? null,
    hypothesis: proposal?.hypothesis ?? null,
    files_changed: proposal?.files_changed ?? [],
    flips: decision?.flips ?? { ...computed, expected: proposal?.expected_flips ?? [] },
    evals: [...byEval(trials)].map(([evalId, ofEval]) => shownEval(evalId, ofEval, incumbentTrials)),
    spend: run === null ? null : spendIn(await readEvents(workspace.events), number),
  };
}

function shownEval(evalId: string, trials: readonly ReadTrial[], incumbentTrials: readonly ReadTrial[]): ShownEval {
  const results = trials.map(shownResult);
  const counts = countsOf(trials);
  const before = countsOf(incumbentTrials.filter((other) => other.evalId === evalId));
  const { outcome = null, kind = null } = results.find(({ passed }) => passed === null) ?? results[0] ?? {};
  return {
    eval_id: evalId,
    outcome,
    kind,
    passed: counts?.passed ?? null,
    total: counts?.total ?? null,
    trials: results,
    incumbent: before === null ? null : { passed: before.passed, total: before.total },
  };
}

/** One trial as it is listed among others. */
export function shownResult(read: ReadTrial): ShownResult {
  const { trial, outcome, passed, total } = historyRow(read);
  return { trial, outcome, kind: read.record?.error?.kind ?? null, passed, total };
}

/** Of the calls of one iteration; the time is that of the calls, added up. */
function spendIn(events: readonly RunEvent[], iteration: number): ShownIteration['spend'] {
  const calls = new Set(
    events.flatMap((event) => (event.event === 'call_started' && event.iteration === iteration ? [event.call] : [])),
  );
  const own = events.filter((event) => 'call' in event && calls.has(event.call));
  const durations = own.flatMap((event) => (event.event === 'call_ended' ? [event.duration_ms] : []));
  const { calls: count, cost_usd } = spendOf(own);
  return { calls: count, cost_usd, duration_ms: durations.reduce((sum, ms) => sum + ms, 0) };
}

/** An iteration as one record for experiment trackers, with what people are shown under `iteration`. */
export async function iterationRecord(inspected: Inspected) {
  const { workspace, number, run, row, decision, trials } = inspected;
  const place = workspace.iteration(number);
  return {
    schema_version: 1,
    run_id: run?.run_id ?? null,
    experiment_id: experimentOf(inspected),
    timestamp: row?.timestamp ?? null,
    config: await readJson(place.config),
    environment: await readJson(place.environment),
    metrics: await metricsOf(inspected),
    metric_history: trials.map(historyRow),
    decision: decision?.decision ?? (row === null ? null : row.action === 'reverted' ? 'discard' : 'keep'),
    decision_reason: decision?.reason ?? null,
    is_best: decision?.is_best ?? (row === null ? null : row.action !== 'reverted'),
    artifact_paths: await artifactsIn(workspace.root, place.dir),
    iteration: await shownIteration(inspected),
  };
}
