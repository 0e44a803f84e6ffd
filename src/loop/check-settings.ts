import { boundsOf } from '../core/budget.ts';
import { UserError } from '../core/errors.ts';
import type { RuleName, RunConfig, RunRecord } from '../core/schema/run.ts';
import { type EvalCase, trialsAPass, trialsOfBaseline } from '../core/schema/suite.ts';
import type { Campaign } from './campaign.ts';

/** Candidates side by side when nothing is said: more than one where slots would stand empty otherwise. */
export function proposalsFor(rule: RuleName, concurrency: number): number {
  return rule === 'race' && concurrency >= 4 ? 4 : 1;
}

/** Refuses what a rule cannot do. Throws a UserError `usage` or `invalid_evals`. */
export function checkRule({ rule, proposals, early_stop }: RunConfig, evals: readonly EvalCase[]): void {
  if (rule === 'strict' && proposals > 1) {
    throw new UserError('usage', `Rule strict judges one candidate at a time, not ${proposals}.`, {
      hint: 'Leave --proposals out, or use --rule race.',
    });
  }
  if (rule === 'race' && early_stop) {
    throw new UserError('usage', 'Rule race ends early by itself; --early-stop is for rule strict.', {
      hint: 'Leave --early-stop out, or use --rule strict.',
    });
  }
  const repeated = evals.find(({ runs }) => runs > 1);
  if (rule === 'strict' || repeated === undefined) return;
  throw new UserError('invalid_evals', `The eval ${repeated.id} asks for ${repeated.runs} runs a pass.`, {
    hint: 'Rule race repeats evals itself, where that tells something: leave "runs" out, or use --rule strict.',
  });
}

/** Refuses a cap on trials that cannot pay the baseline and one iteration, before anything is spent. */
export function checkPayable({
  limits,
  run,
  evals,
}: Pick<Campaign, 'limits' | 'evals'> & { run: Pick<RunRecord, 'config'> }): void {
  const [baseline, pass] = [trialsOfBaseline(evals), trialsAPass(evals)];
  const forClimb = (max_trials: number | null) =>
    boundsOf({ ...limits, max_trials }, run.config.rule, pass).climb.trials;
  const climb = forClimb(limits.max_trials);
  const need = baseline + pass;
  if (limits.max_trials === null || climb === null || climb >= need) return;
  let least = need;
  while ((forClimb(least) ?? need) < need) least += 1;
  const kept = limits.max_trials - climb;
  throw new UserError(
    'usage',
    `${limits.max_trials} trials cannot pay the baseline (${baseline}) and one iteration (${pass})` +
      `${kept === 0 ? '' : `: ${kept} of them are kept for the final passes`}.`,
    { hint: `Use --max-trials ${least} or more, or leave it out.` },
  );
}
