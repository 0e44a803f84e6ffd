import { environmentFactsSchema, factsByName } from '../core/environment-facts.ts';
import type { Measurement } from '../core/referee/port.ts';
import { reproductionRecord } from '../core/reproduction.ts';
import { decisionSchema } from '../core/schema/decision.ts';
import type { ReproductionRecord, ReproductionRequest } from '../core/schema/reproduction.ts';
import type { RunRecord } from '../core/schema/run.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { namesIn } from '../platform/names-in.ts';
import type { TrialsPlace, Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { storedMeasurement } from './measure.ts';
import { raceSettingsOf } from './referee-of.ts';

interface Ground {
  readonly workspace: Workspace;
  readonly run: Pick<RunRecord, 'config'>;
  readonly evals: readonly EvalCase[];
}

/** Numbers of the reproductions that were begun, in order. */
export async function reproductionsIn({ passes }: Workspace): Promise<readonly number[]> {
  const numbers = (await namesIn(passes)).flatMap((name) => /^reproduce-([1-9]\d*)$/.exec(name)?.[1] ?? []);
  return numbers.map(Number).sort((a, b) => a - b);
}

/** What the trials of a reproduction come to, beside those that its iteration has. */
export async function readReproduction(ground: Ground, request: ReproductionRequest): Promise<ReproductionRecord> {
  const { workspace, run, evals } = ground;
  const place = workspace.iteration(request.iteration);
  const now = workspace.reproduction(request.number).trials(request.iteration);
  const trials = request.trials.map(async ({ eval_id: evalId, trial }) => ({
    ...{ evalId, trial },
    recorded: await measurementIn(place, { evals, evalId, trial }),
    now: await measurementIn(now, { evals, evalId, trial }),
  }));
  const decision = await readRecord(place.decision, decisionSchema);
  return reproductionRecord({
    request,
    recorded: {
      score: decision?.row.score ?? '',
      environment: factsByName((await readRecord(place.environment, environmentFactsSchema)) ?? {}),
    },
    whole: run.config.rule === 'strict',
    settings: raceSettingsOf(run.config, evals),
    trials: await Promise.all(trials),
  });
}

async function measurementIn(
  place: TrialsPlace,
  { evals, evalId, trial }: { evals: readonly EvalCase[]; evalId: string; trial: number },
): Promise<Measurement | null> {
  const evalCase = evals.find(({ id }) => id === evalId);
  return evalCase === undefined ? null : storedMeasurement(place, evalCase, { trial });
}
