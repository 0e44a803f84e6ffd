import type { AgentResult } from '../core/agent-results.ts';
import { spentOwnBudget } from '../core/budget.ts';
import type { Headline } from '../core/headline.ts';
import type { CertificateRecord } from '../core/schema/certificate.ts';
import type { Row } from '../core/schema/row.ts';
import type { RunRecord, State } from '../core/schema/run.ts';
import { ROLES } from '../core/schema/trial.ts';
import type { SuiteNoise } from '../core/suite-noise.ts';
import { agentResultText } from './agent-results.ts';
import { agentsText } from './agents-text.ts';
import { type FactStyle, factLines } from './fact-lines.ts';
import { forkedText } from './forked.ts';
import { headlineText } from './headline.ts';
import { noiseLine } from './noise.ts';
import { roleSpendText } from './spend.ts';
import { clockTime, money } from './text.ts';

/** Where a run stands, gathered from its workspace. */
export interface RunStatus {
  readonly workspace: string;
  /** null where its record is lost, and in the workspace of another tool. */
  readonly run: Pick<RunRecord, 'run_id' | 'skill' | 'agents' | 'created_at' | 'forked_from'> | null;
  /** Pid and host of the process at work; null when none is. */
  readonly held_by: { readonly pid: number; readonly host: string } | null;
  readonly state: State | null;
  /** The incumbent's version; null before the baseline is decided. */
  readonly best: string | null;
  readonly last: Row | null;
  /** The best version measured afresh, and what was certified of it; null where there is nothing to say. */
  readonly headline: Headline | null;
  /** What a person should look at, with what each is about. */
  readonly warnings: readonly { readonly kind: string; readonly message: string }[];
  /** The newest certificate of each kind. */
  readonly certificates: readonly Pick<CertificateRecord, 'kind' | 'verdict' | 'best'>[];
  /** What the best version is worth under each agent of a run with several. */
  readonly by_agent: readonly AgentResult[];
  /** What chance does to the evals; null before the baseline. */
  readonly noise: SuiteNoise | null;
  /** Trials of the open iteration that are finished. */
  readonly open_trials: number;
}

type Fact = readonly [string, string];

/** `status` for people: a few aligned lines. */
export function renderStatus(status: RunStatus, style: FactStyle): string {
  const { run, state, last, noise, headline } = status;
  const facts: readonly Fact[] = [
    ...(run === null ? [['run', `unknown; the workspace is ${status.workspace}`] as const] : runFacts(run)),
    [
      'at work',
      status.held_by === null ? stoppedText(status) : `process ${status.held_by.pid} on ${status.held_by.host}`,
    ],
    ['best', bestText(status)],
    ...status.by_agent.map((agent) => ['agent', `${agent.name}: ${agentResultText(agent)}`] as const),
    ...(headline === null ? [] : [['result', headlineText(headline)] as const]),
    [
      'last',
      last === null
        ? 'the baseline is not measured yet'
        : `iteration ${last.iteration} ${last.action}: ${last.changelog}`,
    ],
    ...(status.open_trials > 0
      ? [['open', `${status.open_trials} finished trials wait for their iteration`] as const]
      : []),
    ...(state === null ? [] : [['spend', spendText(state)] as const, ...roleFacts(state)]),
    ...(noise === null ? [] : [['noise', noiseLine(noise)] as const]),
    ...status.certificates.map(({ kind, verdict, best: claimed }) => [kind, `${verdict} (${claimed})`] as const),
    ...status.warnings.map(({ message }) => ['warning', message] as const),
  ];
  return factLines(facts, style).join('\n');
}

function runFacts({ skill, run_id, created_at, forked_from, agents }: NonNullable<RunStatus['run']>): readonly Fact[] {
  return [
    ['skill', `${skill.name} (${skill.path})`],
    ['run', `${run_id}, begun ${created_at}`],
    ...(forked_from === null ? [] : [['forked', `from ${forkedText(forked_from)}`] as const]),
    ['agents', agentsText(agents)],
  ];
}

function bestText({ best, last, headline }: RunStatus): string {
  if (best === null) return 'no score yet';
  const steers = (headline?.estimate ?? null) === null ? '' : ', the estimate that steers the climb';
  return `${best} at ${last?.best_score ?? '–'}${steers}`;
}

function stoppedText({ run, state }: RunStatus): string {
  if (run === null && state === null) return 'nobody';
  return state === null || state.stop_reason === null
    ? 'nobody; the same command goes on'
    : `nobody; stopped by ${spentOwnBudget(state.stop_reason, state.limits) ? 'its own budget' : state.stop_reason}`;
}

/** What each role that was called used. */
function roleFacts({ spend: { roles } }: State): readonly Fact[] {
  if (roles === undefined) return [];
  return ROLES.filter((role) => roles[role].calls > 0).map((role) => [role, roleSpendText(roles[role])]);
}

function spendText({ spend }: State): string {
  return `${spend.calls} calls, ${spend.trials} trials, ${clockTime(spend.duration_ms)}, ${money(spend.cost_usd)}`;
}
