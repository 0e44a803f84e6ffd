import { UserError } from '../core/errors.ts';
import type { StopReason } from '../core/schema/run.ts';
import type { Campaign } from '../loop/campaign.ts';
import type { measureOne, RunOutcome } from '../loop/improve.ts';
import { renderGrading } from '../report/grading-lines.ts';
import { renderLog } from '../report/log-table.ts';
import { defaultWorkspace } from '../store/layout.ts';
import { decisionsOf, incumbentOf, readRunState } from '../store/run-state.ts';
import { readGrading, readTrial } from '../store/trials.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { Measured } from './measuring.ts';
import type { Shell } from './shell.ts';
import { shellWord, shownPath } from './shown-path.ts';

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

interface SummaryStyle {
  readonly json?: boolean | undefined;
}

/** Says how a run ended and what can be done next, and sets the exit code. */
export async function summarise(shell: Shell, measured: Measured<RunOutcome>, { json }: SummaryStyle): Promise<void> {
  const { campaign, result, interruptCode } = measured;
  const { stopReason, message } = result;
  shell.exit(exitCodeOf(stopReason, interruptCode));
  const state = await readRunState(campaign.workspace);
  const rows = decisionsOf(state).map(({ row }) => row);
  const best = incumbentOf(state);
  if (json) {
    const { run_id } = campaign.run;
    const { root } = campaign.workspace;
    return shell.print(JSON.stringify({ run_id, workspace: root, stop_reason: stopReason, message, best, rows }));
  }
  if (rows.length > 0) shell.print(`\n${renderLog(rows, shell)}\n`);
  shell.print(stoppedText(result));
  for (const line of nextSteps(shell, campaign, { best, stopReason })) shell.print(line);
}

/** Says what one eval gave, and sets the exit code. */
export async function summariseOne(
  shell: Shell,
  { campaign, result, interruptCode }: Measured<Awaited<ReturnType<typeof measureOne>>>,
  { evalId, json }: SummaryStyle & { readonly evalId: string },
): Promise<void> {
  const place = campaign.workspace.iteration(0).trial(evalId, 1);
  if (result.measurement === null) {
    const { stopReason, message } = result;
    shell.exit(exitCodeOf(stopReason, interruptCode));
    const document = { eval_id: evalId, stop_reason: stopReason, message, grading: null };
    return shell.print(json ? JSON.stringify(document) : stoppedText(result));
  }
  if (result.measurement.outcome !== 'graded') {
    const { outcome } = result.measurement;
    const why = (await readTrial(place))?.error?.message;
    throw new UserError('unmeasured', `Eval ${evalId} could not be measured: ${outcome}${why ? `, ${why}` : ''}.`, {
      hint: `See ${place.transcript}`,
    });
  }
  const grading = await readGrading(place);
  if (grading === null) throw new Error(`${place.grading} is missing`);
  shell.print(json ? JSON.stringify({ eval_id: evalId, grading }) : renderGrading(evalId, grading, shell));
}

function stoppedText({ stopReason, message }: RunOutcome): string {
  return `Stopped: ${STOPPED[stopReason]}.${message === null ? '' : ` ${message}`}`;
}

/** Ends that leave an iteration open. */
const HALTS: readonly StopReason[] = ['user', 'agent_unavailable', 'trials', 'money', 'tokens', 'time'];

function nextSteps(
  shell: Shell,
  { workspace, run }: Campaign,
  { best, stopReason }: { readonly best: string | null; readonly stopReason: StopReason },
): readonly string[] {
  const folder = shownPath(shell.cwd, workspace.root);
  const where = workspace.root === defaultWorkspace(run.skill.path) ? '' : ` --workspace ${shellWord(folder)}`;
  const skill = shellWord(shownPath(shell.cwd, run.skill.path));
  const steps = [
    ...(HALTS.includes(stopReason) ? [[`skillratchet improve ${skill}${where}`, 'goes on from here']] : []),
    ...(stopReason === 'unmeasured'
      ? [
          [`skillratchet show 0 --workspace ${shellWord(folder)}`, 'says what was not measured'],
          [`skillratchet improve ${skill}${where} --restart`, 'measures anew, once the cause is mended'],
        ]
      : []),
    ...(best === null ? [] : [[`skillratchet log ${shellWord(folder)}`, 'shows the progression']]),
    ...(best === null || best === 'v0'
      ? []
      : [[`skillratchet apply --workspace ${shellWord(folder)}`, `puts ${best} into your skill`]]),
  ];
  const width = Math.max(...steps.map(([command]) => command?.length ?? 0));
  return [
    `Kept in ${folder}; the best version is ${best ?? 'not known yet'}.`,
    ...steps.map(([command, purpose]) => `  ${command?.padEnd(width)}   ${purpose}`),
  ];
}
