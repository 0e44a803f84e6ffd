import { z } from 'zod';
import type { Redact } from '../../agents/redact.ts';
import { countedIn } from '../../core/counted.ts';
import { metricsIn } from '../../core/metric-names.ts';
import { settingsIn } from '../../core/schema/config-record.ts';
import type { Decision } from '../../core/schema/decision.ts';
import { isLeakReason } from '../../loop/find-leak.ts';
import type { IterationState } from '../../store/run-state.ts';
import { sha256 } from '../../store/tree-hash.ts';
import { below, jobOf, type RecordedRun, recordedTrials } from '../recorded-run.ts';
import { iterationArtifacts } from './artifacts.ts';
import { keyOf, paramsIn, tagsOf } from './names.ts';
import { type Metric, TAGS, type TrackedRun } from './tracked-run.ts';

const anything = z.record(z.string(), z.unknown());

/** A decided iteration as a run; null while it is not closed, as it may change until then. */
export async function iterationRun(
  recorded: RecordedRun,
  state: IterationState,
  redact: Redact,
): Promise<TrackedRun | null> {
  const { number, decision } = state;
  const { door, run, workspace } = recorded;
  const place = workspace.iteration(number);
  const seal = door.text(below(recorded, place.seal));
  if (decision === null || seal === null) return null;
  const { ended: trials } = await recordedTrials(recorded, number);
  const ended = Date.parse(decision.row.timestamp);
  const config = door.record(below(recorded, place.config), anything) ?? run.config;
  return {
    iteration: number,
    name: redact(jobOf(recorded, number)),
    status: 'FINISHED',
    started: Math.min(ended, ...trials.map(({ record }) => Date.parse(record.started_at))),
    ended,
    params: paramsIn(settingsIn(config), redact),
    tags: tagsOf({ ...told(state, decision), ...identity(recorded, number) }, redact),
    metrics: iterationMetrics(recorded, decision),
    artifacts: await iterationArtifacts({ recorded, state, trials, redact }),
    fingerprint: sha256(seal),
  };
}

/** What is believed and measured after an iteration; only what is known. */
export function scoresOf(decision: Decision): readonly Metric[] {
  const { row } = decision;
  const counted = countedIn(decision);
  const score = row.score === '' ? null : Number(row.score);
  return pointsAt(decision, {
    score,
    raw_score: counted?.raw ?? score,
    best_score: row.best_score === '' ? null : Number(row.best_score),
    estimate: counted?.estimate ?? null,
    p_better: counted?.p_better ?? null,
  });
}

/** Those of `metrics.json` under the names that `leaderboard.csv` has for them, and the scores. */
function iterationMetrics(recorded: RecordedRun, decision: Decision): readonly Metric[] {
  const { metrics } = recorded.workspace.iteration(decision.iteration);
  const numbers = metricsIn(recorded.door.record(below(recorded, metrics), anything) ?? {});
  const sent = [...numbers].filter(([name]) => name !== 'score' && !isOfUnknownEval(recorded, name));
  return [...scoresOf(decision), ...pointsAt(decision, Object.fromEntries(sent))];
}

const RATES = 'pass_rates.';

/** Nothing is told of evals but those that agents met. */
function isOfUnknownEval({ evals }: RecordedRun, name: string): boolean {
  return name.startsWith(RATES) && !evals.some(({ id }) => name === `${RATES}${id}`);
}

function pointsAt({ iteration, row }: Decision, values: Readonly<Record<string, number | null>>): readonly Metric[] {
  const timestamp = Date.parse(row.timestamp);
  return Object.entries(values).flatMap(([name, value]) =>
    value === null || !Number.isFinite(value) ? [] : [{ key: keyOf(name), value, timestamp, step: iteration }],
  );
}

/** The decision and why: of the improver's words none where it told what is confidential. */
function told({ proposal }: IterationState, { decision, reason, row }: Decision): Record<string, string | null> {
  const isLeak = isLeakReason(proposal?.rejected ?? null);
  return {
    decision,
    action: row.action,
    reason,
    changelog: isLeak ? null : row.changelog,
    hypothesis: isLeak ? null : (proposal?.hypothesis ?? null),
    angle: proposal?.angle ?? null,
    parent: proposal?.parent ?? null,
    expected_flips: isLeak ? null : (proposal?.expected_flips.join(' ') ?? null),
  };
}

function identity({ run }: RecordedRun, number: number): Record<string, string> {
  return { [TAGS.run]: run.run_id, [TAGS.iteration]: String(number), 'skillratchet.skill': run.skill.name };
}
