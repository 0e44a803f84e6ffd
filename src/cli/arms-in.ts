import { resolve } from 'node:path';
import type { Command } from 'commander';
import { agentNames, cellsOf } from '../core/cells.ts';
import { decidingEvals } from '../core/schema/suite.ts';
import { judgedExpectations } from '../evals/grading.ts';
import { loadSuite } from '../evals/suite.ts';
import { RunHalted } from '../loop/campaign.ts';
import { type ArmsAsked, measureArms } from '../loop/measure-arms.ts';
import { renderArms } from '../report/arms.ts';
import { applyConfigFile } from './config-file.ts';
import { measureFor } from './measure-for.ts';
import { orHalt, tellHalt } from './measuring-again.ts';
import type { MeasureFlags } from './options.ts';
import type { Shell } from './shell.ts';

interface ArmsRequest {
  readonly skill: string;
  readonly command: Command;
  readonly asked: ArmsAsked;
}

/** Measures arms of a skill side by side, and says what each is worth. */
export async function armsIn(shell: Shell, { skill, command, asked }: ArmsRequest): Promise<void> {
  if (command.opts<MeasureFlags>().dryRun) return preview(shell, { skill, command, asked });
  const measured = await measureFor(shell, { skill, command }, (campaign) =>
    orHalt(() => measureArms(campaign, asked)),
  );
  if (measured === null) return;
  const { result, interruptCode, campaign } = measured;
  const { json } = command.opts<MeasureFlags>();
  if (result instanceof RunHalted) return tellHalt(shell, result, { interruptCode, document: json ? {} : null });
  shell.print(json ? JSON.stringify({ workspace: campaign.workspace.root, ...result }) : renderArms(result));
}

/** Counts calls as if nothing failed and nothing could be taken over. */
async function preview(shell: Shell, { skill, command, asked: { names, trials } }: ArmsRequest): Promise<void> {
  const dir = resolve(shell.cwd, skill);
  await applyConfigFile(command, dir);
  const { json, judgeVotes = 1, ...flags } = command.opts<MeasureFlags>();
  const evals = cellsOf(decidingEvals((await loadSuite(dir, flags)).evals), agentNames(flags.agent ?? []));
  const judged = evals.filter((one) => judgedExpectations(one).length > 0).length;
  const each = names.length * trials;
  const plan = { arms: names, trials: each * evals.length, judge_calls: each * judged * judgeVotes };
  const calls = `at most ${plan.trials} trials and ${plan.judge_calls} calls of the judge`;
  shell.print(json ? JSON.stringify({ plan }) : `Arms ${names.join(', ')}: ${calls}. Nothing was done.`);
}
