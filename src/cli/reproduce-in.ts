import { EXIT, UserError } from '../core/errors.ts';
import { judgedExpectations } from '../evals/grading.ts';
import { RunHalted } from '../loop/campaign.ts';
import { openReproduction, specsFor } from '../loop/open-reproduction.ts';
import { runIn } from '../loop/open-stored.ts';
import { iterationMeant, planReproduction } from '../loop/plan-reproduction.ts';
import { reproduce } from '../loop/reproduce.ts';
import { readSuiteOfRun } from '../loop/suite-of-run.ts';
import { renderReproduction } from '../report/reproduction.ts';
import { harmless } from '../report/text.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import type { Workspace } from '../store/layout.ts';
import { exitCodeOf } from './exit-codes.ts';
import { type AgainFlags, orHalt } from './measuring-again.ts';
import { onStored } from './on-stored.ts';
import { limitsOf, type MeasureFlags } from './options.ts';
import type { Shell } from './shell.ts';

export type ReproduceFlags = AgainFlags &
  Pick<MeasureFlags, 'judge' | 'maxTrials' | 'maxCost' | 'maxTokens' | 'maxTime' | 'sandboxRead' | 'dryRun'> & {
    readonly agent?: string;
  };

/** Measures an iteration of a run again, and says how what comes out compares with what is recorded. */
export async function reproduceIn(shell: Shell, names: readonly string[], flags: ReproduceFlags): Promise<void> {
  const [name, where] = meant(names);
  const workspace = await findWorkspace(shell.cwd, where ?? flags.workspace);
  await runIn(workspace);
  const iteration = await iterationMeant(workspace, name);
  if (flags.dryRun) return preview(shell, { workspace, iteration, flags });
  const { agent = null, ...others } = flags;
  const { judge = null } = others;
  const { result, interruptCode } = await onStored(shell, flags, async (start) => {
    const request = { ...start, workspace, iteration, agent, judge, limits: limitsOf(others) };
    const { campaign, stored, close } = await openReproduction(request);
    return orHalt(() => reproduce(campaign, { stored, iteration })).finally(close);
  });
  if (result instanceof RunHalted) return tellHalted(shell, result, { interruptCode, json: flags.json ?? false });
  if (result.score === null) shell.exit(EXIT.unmeasured);
  shell.print(flags.json ? JSON.stringify({ workspace: workspace.root, ...result }) : renderReproduction(result));
}

/** The iteration, and the workspace where it is named before it or with it: `WORKSPACE 3`, `WORKSPACE:3`. */
function meant(names: readonly string[]): readonly [string, string | undefined] {
  const [first = '', second] = names;
  if (names.length > 2) {
    throw new UserError('usage', 'One iteration is reproduced at a time.', { hint: 'skillratchet reproduce 3' });
  }
  if (second !== undefined) return [second, first];
  const match = /^(.+):([^:/]+)$/.exec(first);
  return match?.[2] === undefined ? [first, undefined] : [match[2], match[1]];
}

interface Asked {
  readonly workspace: Workspace;
  readonly iteration: number;
  readonly flags: ReproduceFlags;
}

/** Counts calls as if nothing failed. */
async function preview(shell: Shell, { workspace, iteration, flags }: Asked): Promise<void> {
  const run = await runIn(workspace);
  const { open: evals } = await readSuiteOfRun(workspace, run);
  const { trials } = await planReproduction({ workspace, evals, run }, iteration);
  const { agent, judge } = specsFor({ agent: flags.agent ?? null, judge: flags.judge ?? null }, run);
  const judged = trials.filter(({ evalCase }) => judgedExpectations(evalCase).length > 0).length;
  const { further_agents } = run.config;
  const several = further_agents.length === 0 ? {} : { further_agents };
  const plan = {
    iteration,
    agent,
    ...several,
    judge,
    trials: trials.length,
    judge_calls: judged * run.config.judge_votes,
  };
  const calls = `${counted(plan.trials, 'trial')} and ${counted(plan.judge_calls, 'call')} of the judge`;
  shell.print(
    flags.json
      ? JSON.stringify({ plan })
      : harmless(
          `Iteration ${iteration} again by ${[agent, ...further_agents].join(' and ')}: ${calls}. Nothing was done.`,
        ),
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The flags that raise what was reached. */
const RAISED_BY: Readonly<Record<string, string>> = {
  trials: '--max-trials',
  money: '--max-cost',
  tokens: '--max-tokens',
  time: '--max-time',
};

interface Halted {
  readonly interruptCode: number | null;
  readonly json: boolean;
}

function tellHalted(shell: Shell, { stopReason, message }: RunHalted, { interruptCode, json }: Halted): void {
  shell.exit(exitCodeOf(stopReason, interruptCode));
  const flag = RAISED_BY[stopReason];
  const next = flag === undefined ? 'The same command goes on from here.' : `${flag} raises it for this start.`;
  shell.print(json ? JSON.stringify({ stop_reason: stopReason, message }) : `${message} ${next}`);
}
