import { agentResults } from '../core/agent-results.ts';
import { countedIn } from '../core/counted.ts';
import type { RunEvent } from '../core/events.ts';
import { readingsIn } from '../core/guardrails.ts';
import { historyRow } from '../core/metric-history.ts';
import { flipsBetween } from '../core/referee/flips.ts';
import { ROLES } from '../core/schema/trial.ts';
import { spendByRole, spendIn, tallyOfIteration } from '../core/tally.ts';
import type { Explained, ShownEval, ShownIteration, ShownResult } from '../report/show.ts';
import { type Artifact, artifactsIn } from '../store/artifacts.ts';
import type { ReadTrial } from '../store/foreign-trials.ts';
import { readEvents } from '../store/journal.ts';
import { versionOf } from '../store/layout.ts';
import { incumbentAfter } from '../store/run-state.ts';
import { storedOutputs } from '../store/stored-outputs.ts';
import { viewedHeadline } from './headline-in.ts';
import { byEval, countsOf, experimentOf, gradingsOf, type Inspected, metricsOf, readJson } from './iteration-in.ts';

/** An iteration gathered for people. */
export async function shownIteration(inspected: Inspected): Promise<ShownIteration> {
  const { workspace, number, row, decision, proposal, trials, incumbentTrials, run, reproductions } = inspected;
  const computed = flipsBetween(gradingsOf(incumbentTrials), gradingsOf(trials));
  return {
    iteration: number,
    row,
    reason: decision?.reason ?? null,
    hypothesis: proposal?.hypothesis ?? null,
    files_changed: proposal?.files_changed ?? [],
    flips: decision?.flips ?? { ...computed, expected: proposal?.expected_flips ?? [], flaky: [] },
    evals: [...byEval(trials)].map(([evalId, ofEval]) => shownEval(evalId, ofEval, incumbentTrials)),
    reproductions,
    spend: run === null ? null : spentIn(await readEvents(workspace.events), number),
  };
}

/** What people are told of its verdict besides. */
export function explained({ door, number, decision, decided, run }: Inspected): Explained {
  const forked = number === 0 ? (run?.forked_from ?? null) : null;
  if (decision === null) return { counted: null, agents: [], headline: null, guardrails: [], forked };
  const isBest = incumbentAfter(decided) === versionOf(number);
  return {
    counted: countedIn(decision),
    agents: agentResults(decision),
    headline: isBest ? viewedHeadline(door, decided) : null,
    // Of a dropped one the reason says which limit it was.
    guardrails: decision.decision === 'keep' ? readingsIn(decision.numbers) : [],
    forked,
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
  const { error = null, cache_hit = null } = read.record ?? {};
  return { trial, outcome, kind: error?.kind ?? null, passed, total, reused_from: cache_hit?.run_id ?? null };
}

/** What the calls of one iteration used, altogether and by role; the time is that of the calls, added up. */
function spentIn(events: readonly RunEvent[], iteration: number): NonNullable<ShownIteration['spend']> {
  const tally = tallyOfIteration(events, iteration);
  const roles = spendByRole(tally);
  const { calls, cost_usd, tokens } = spendIn(tally);
  const duration_ms = ROLES.reduce((sum, role) => sum + roles[role].duration_ms, 0);
  return { calls, cost_usd, tokens, duration_ms, roles };
}

/** The bytes of large outputs, which lie outside of the iteration. */
async function largeOutputsOf(trials: readonly ReadTrial[]): Promise<Readonly<Record<string, Artifact>>> {
  const ours = trials.filter(({ record }) => (record?.referenced_outputs.length ?? 0) > 0);
  const outputs = (await Promise.all(ours.map(({ place }) => storedOutputs(place)))).flat();
  return Object.fromEntries(
    outputs.flatMap(({ reference }) =>
      reference === null ? [] : [[reference.path, { size: reference.size, sha256: reference.sha256 }]],
    ),
  );
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
    config: readJson(inspected, 'config.json'),
    environment: readJson(inspected, 'environment.json'),
    metrics: metricsOf(inspected),
    metric_history: trials.map(historyRow),
    decision: decision?.decision ?? (row === null ? null : row.action === 'reverted' ? 'discard' : 'keep'),
    decision_reason: decision?.reason ?? null,
    ...(decision === null || agentResults(decision).length === 0 ? {} : { agents: agentResults(decision) }),
    is_best: decision?.is_best ?? (row === null ? null : row.action !== 'reverted'),
    artifact_paths: { ...(await artifactsIn(workspace.root, place.dir)), ...(await largeOutputsOf(trials)) },
    iteration: await shownIteration(inspected),
  };
}
