import type { Agent } from '../agents/port.ts';
import { boundsOf } from '../core/budget.ts';
import { UserError } from '../core/errors.ts';
import { type AgentlessConfig, executorSpecs, type RuleName, type RunConfig } from '../core/schema/run.ts';
import { type EvalCase, trialsAPass, trialsOfBaseline } from '../core/schema/suite.ts';
import type { Campaign } from './campaign.ts';

/** Candidates side by side when nothing is said: more than one where slots would stand empty otherwise. */
export function proposalsFor(rule: RuleName, concurrency: number): number {
  return rule === 'race' && concurrency >= 4 ? 4 : 1;
}

/** Refuses what a rule cannot do. Throws a UserError `usage` or `invalid_evals`. */
export function checkRule({ rule, proposals, early_stop }: AgentlessConfig, evals: readonly EvalCase[]): void {
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

/** Refuses the same agent twice: it would count double. Throws a UserError `usage`. */
export function checkAgents(config: Pick<RunConfig, 'agent' | 'further_agents'>): void {
  const specs = executorSpecs(config);
  const twice = specs.find((spec, index) => specs.indexOf(spec) !== index);
  if (twice === undefined) return;
  throw new UserError('usage', `The agent ${twice} is named twice, and would count twice.`, {
    hint: 'Name each agent once; the same client with another model is another agent, such as claude:opus.',
  });
}

/** Refuses trials without network where nothing would hold them to that, or where their agent could not work. Throws a UserError `usage`. */
export function checkOffline(
  { sandbox, offline_trials }: Pick<RunConfig, 'sandbox' | 'offline_trials'>,
  executor: Agent,
): void {
  if (!offline_trials) return;
  if (sandbox === 'none') {
    throw new UserError('usage', '--offline-trials needs a sandbox: without one nothing cuts an agent off.', {
      hint: 'Add --sandbox bwrap or --sandbox container.',
    });
  }
  if (!executor.needsNetwork) return;
  throw new UserError(
    'usage',
    `--offline-trials cannot be used with ${executor.name}: it asks its model from inside the trial, and a network of its own leads nowhere, not even to a model on this machine.`,
    { hint: 'Leave --offline-trials out, or use an agent that asks its model from outside the trial.' },
  );
}

/** Refuses a cap on trials that cannot pay the baseline and one iteration, before anything is spent. */
export function checkPayable({
  limits,
  run,
  evals,
}: Pick<Campaign, 'limits' | 'evals'> & { run: { config: Pick<RunConfig, 'rule'> } }): void {
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
