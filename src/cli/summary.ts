import { agentRows } from '../core/agent-results.ts';
import { spentOwnBudget } from '../core/budget.ts';
import { EXIT, UserError } from '../core/errors.ts';
import { recommendedInstead } from '../core/headline.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Row } from '../core/schema/row.ts';
import type { Limits, StopReason } from '../core/schema/run.ts';
import type { Campaign } from '../loop/campaign.ts';
import type { measureOne, RunOutcome } from '../loop/improve.ts';
import { renderAgentTable } from '../report/agent-table.ts';
import { renderGrading } from '../report/grading-lines.ts';
import { headlineLines } from '../report/headline.ts';
import { entryOf, renderLog } from '../report/log-table.ts';
import { shellWord } from '../report/shell-word.ts';
import { goOnFlags, stopText } from '../report/stop-text.ts';
import { cellsOf, pad } from '../report/text.ts';
import { defaultWorkspace } from '../store/layout.ts';
import { decisionsOf, incumbentOf, readRunState } from '../store/run-state.ts';
import { readGrading, readTrial } from '../store/trials.ts';
import { type GateFlags, unmetGates } from './asked-gates.ts';
import { exitCodeOf } from './exit-codes.ts';
import { headlineDocument, readHeadline } from './headline-in.ts';
import type { Measured } from './measuring.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './shown-path.ts';

interface SummaryStyle extends GateFlags {
  readonly json?: boolean | undefined;
}

/** Says how a run ended and what can be done next, and sets the exit code. */
export async function summarise(shell: Shell, measured: Measured<RunOutcome>, style: SummaryStyle): Promise<void> {
  const { campaign, result, interruptCode } = measured;
  const { stopReason, message } = result;
  const isDone = spentOwnBudget(stopReason, campaign.limits);
  const code = isDone ? EXIT.done : exitCodeOf(stopReason, interruptCode);
  shell.exit(code);
  const state = await readRunState(campaign.workspace);
  const decisions = decisionsOf(state);
  const best = incumbentOf(state);
  const headline = await readHeadline(campaign.workspace, decisions);
  if (code === EXIT.done || code === EXIT.capped)
    refuseUnmet(shell, unmetGates({ headline, row: bestRow(decisions) }, style));
  const by_agent = agentRows(decisions, campaign.run);
  if (style.json) {
    const { run_id } = campaign.run;
    const { root } = campaign.workspace;
    const rows = decisions.map(({ row }) => row);
    const ended = { run_id, workspace: root, stop_reason: stopReason, message, best };
    const agents = by_agent.length === 0 ? {} : { by_agent };
    return shell.print(JSON.stringify({ ...ended, ...headlineDocument(headline), rows, ...agents }));
  }
  if (decisions.length > 0) shell.print(`\n${renderLog(decisions.map(entryOf), shell)}\n`);
  const agents = renderAgentTable(by_agent, shell);
  if (agents !== '') shell.print(`${agents}\n`);
  if (headline !== null) shell.print(`${headlineLines(headline).join('\n')}\n`);
  shell.print(stoppedText(result, campaign.limits));
  const ended = { best, stopReason, decided: decisions.length, instead: recommendedInstead(headline) };
  for (const line of nextSteps(shell, campaign, ended)) shell.print(line);
}

function bestRow(decisions: readonly Decision[]): Row | null {
  return decisions.findLast(({ decision }) => decision === 'keep')?.row ?? null;
}

function refuseUnmet(shell: Shell, unmet: readonly string[]): void {
  for (const line of unmet) shell.report(`not met: ${line}`);
  if (unmet.length > 0) shell.exit(EXIT.refused);
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
    return shell.print(json ? JSON.stringify(document) : stoppedText(result, campaign.limits));
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

function stoppedText({ stopReason, message }: RunOutcome, limits: Limits): string {
  return `Stopped: ${stopText(stopReason, limits)}.${message === null ? '' : ` ${message}`}`;
}

interface Ended {
  readonly best: string | null;
  readonly stopReason: StopReason;
  /** Number of decided iterations. */
  readonly decided: number;
  /** The version that is recommended in place of the best; null where that is not so. */
  readonly instead: string | null;
}

function nextSteps(
  shell: Shell,
  { workspace, run, limits }: Campaign,
  { best, stopReason, decided, instead }: Ended,
): readonly string[] {
  const folder = shownPath(shell.cwd, workspace.root);
  const where = workspace.root === defaultWorkspace(run.skill.path) ? '' : ` --workspace ${shellWord(folder)}`;
  const skill = shellWord(shownPath(shell.cwd, run.skill.path));
  const more = goOnFlags(stopReason, limits, decided);
  const steps = [
    ...(more === null ? [] : [[`skillratchet improve ${skill}${where} ${more}`.trimEnd(), 'goes on from here']]),
    ...(stopReason === 'unmeasured'
      ? [
          [`skillratchet show 0 --workspace ${shellWord(folder)}`, 'says what was not measured'],
          [`skillratchet improve ${skill}${where} --restart`, 'measures anew, once the cause is mended'],
        ]
      : []),
    ...(best === null ? [] : [[`skillratchet log ${shellWord(folder)}`, 'shows the progression']]),
    ...(best === null || best === 'v0' || instead !== null
      ? []
      : [[`skillratchet apply --workspace ${shellWord(folder)}`, `puts ${best} into your skill`]]),
  ];
  return [
    `Kept in ${folder}; the best version is ${best ?? 'not known yet'}${instead === null ? '' : `, but ${instead} is recommended`}.`,
    ...stepLines(steps, shell.columns),
  ];
}

/** Commands with what they do beside them, or below them where a terminal has no room for that. */
function stepLines(steps: readonly (readonly string[])[], columns: number): readonly string[] {
  const width = Math.max(...steps.map(([command = '']) => cellsOf(command)));
  const beside = steps.map(([command = '', purpose = '']) => `  ${pad(command, width)}   ${purpose}`);
  if (beside.every((line) => cellsOf(line) <= columns)) return beside;
  return steps.flatMap(([command, purpose]) => [`  ${command}`, `      ${purpose}`]);
}
