import { relative } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { StopReason } from '../core/schema/run.ts';
import type { Campaign } from '../loop/campaign.ts';
import type { measureOne, RunOutcome } from '../loop/improve.ts';
import { renderGrading } from '../report/grading-lines.ts';
import { renderLog } from '../report/log-table.ts';
import { decisionsOf, incumbentOf, readRunState } from '../store/run-state.ts';
import { readGrading } from '../store/trials.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { Shell } from './shell.ts';

interface SummaryFacts {
  readonly shell: Shell;
  readonly campaign: Campaign;
  readonly json: boolean;
  readonly interruptCode: number | null;
}

const STOPPED: Readonly<Record<StopReason, string>> = {
  ceiling: 'every expectation of every eval passes',
  iterations: 'the iterations asked for are done',
  reverts: 'too many reverts in a row',
  trials: 'the cap on trials is reached',
  money: 'the cap on money is reached',
  tokens: 'the cap on tokens is reached',
  time: 'the cap on time is reached',
  user: 'it was interrupted',
  agent_unavailable: 'an agent is not available',
  unmeasured: 'too little could be measured',
  errors: 'too many errors',
};

/** Says how a run ended and what can be done next, and sets the exit code. */
export async function summarise({ outcome, ...facts }: SummaryFacts & { readonly outcome: RunOutcome }): Promise<void> {
  const { shell, campaign } = facts;
  shell.exit(exitCodeOf(outcome.stopReason, facts.interruptCode));
  const state = await readRunState(campaign.workspace);
  const rows = decisionsOf(state).map(({ row }) => row);
  const best = incumbentOf(state);
  const { stopReason, message } = outcome;
  if (facts.json) {
    const { run_id } = campaign.run;
    shell.print(
      JSON.stringify({ run_id, workspace: campaign.workspace.root, stop_reason: stopReason, message, best, rows }),
    );
    return;
  }
  if (rows.length > 0) shell.print(renderLog(rows, shell));
  shell.print(`\nStopped: ${STOPPED[stopReason]}.${message === null ? '' : ` ${message}`}`);
  for (const line of nextSteps(facts, best, stopReason)) shell.print(line);
}

/** Says what one eval gave. */
export async function summariseOne(
  facts: SummaryFacts & { readonly evalId: string; readonly outcome: Awaited<ReturnType<typeof measureOne>> },
): Promise<void> {
  const { shell, campaign, evalId, outcome } = facts;
  const { measurement } = outcome;
  if (measurement === null) {
    shell.exit(exitCodeOf(outcome.stopReason, facts.interruptCode));
    return shell.print(`Stopped: ${STOPPED[outcome.stopReason]}. ${outcome.message ?? ''}`);
  }
  if (measurement.outcome !== 'graded') {
    throw new UserError('unmeasured', `Eval ${evalId} could not be measured: ${measurement.outcome}.`, {
      hint: `See ${campaign.workspace.iteration(0).trial(evalId, 1).transcript}`,
    });
  }
  const place = campaign.workspace.iteration(0).trial(evalId, 1);
  const grading = await readGrading(place);
  if (grading === null) throw new Error(`${place.grading} is missing`);
  shell.print(facts.json ? JSON.stringify({ eval_id: evalId, grading }) : renderGrading(evalId, grading, shell));
}

function nextSteps({ shell, campaign }: SummaryFacts, best: string | null, reason: StopReason): readonly string[] {
  const { root } = campaign.workspace;
  const folder = relative(shell.cwd, root) || '.';
  const named = `--workspace ${quoted(folder)}`;
  const skill = quoted(relative(shell.cwd, campaign.run.skill.path) || '.');
  const goOn = `  skillratchet improve ${skill}${folder.endsWith('-autoresearch') ? '' : ` ${named}`}   goes on from here`;
  const halted = reason === 'user' || reason === 'agent_unavailable' || reason === 'trials' || reason === 'time';
  return [
    `Kept in ${folder}; the best version is ${best ?? 'not known yet'}.`,
    ...(halted ? [goOn] : []),
    ...(best === null ? [] : [`  skillratchet log ${named}`]),
    ...(best === null || best === 'v0' ? [] : [`  skillratchet apply ${named}   puts ${best} into your skill`]),
  ];
}

/** A path as one shell word. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
