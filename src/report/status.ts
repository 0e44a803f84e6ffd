import type { Row } from '../core/schema/row.ts';
import type { RunRecord, State } from '../core/schema/run.ts';
import type { Paint } from './paint.ts';
import { clockTime, harmless, money } from './text.ts';

/** Where a run stands, gathered from its workspace. */
export interface RunStatus {
  readonly workspace: string;
  readonly run: Pick<RunRecord, 'run_id' | 'skill' | 'agents' | 'created_at'>;
  /** Pid and host of the process at work; null when none is. */
  readonly held_by: { readonly pid: number; readonly host: string } | null;
  readonly state: State | null;
  /** The incumbent's version; null before the baseline is decided. */
  readonly best: string | null;
  readonly last: Row | null;
  /** Trials of the open iteration that are finished. */
  readonly open_trials: number;
}

/** `status` for people: a few aligned lines. */
export function renderStatus(status: RunStatus, { paint }: { readonly paint: Paint }): string {
  const { run, state, last, best } = status;
  const facts: readonly (readonly [string, string])[] = [
    ['skill', `${run.skill.name} (${run.skill.path})`],
    ['run', `${run.run_id}, begun ${run.created_at}`],
    ['agents', agentNames(run)],
    [
      'at work',
      status.held_by === null ? stoppedText(state) : `process ${status.held_by.pid} on ${status.held_by.host}`,
    ],
    ['best', best === null ? 'no score yet' : `${best} at ${last?.best_score ?? '–'}`],
    [
      'last',
      last === null
        ? 'the baseline is not measured yet'
        : `iteration ${last.iteration} ${last.action}: ${last.changelog}`,
    ],
    ...(status.open_trials > 0
      ? [['open', `${status.open_trials} finished trials wait for their iteration`] as const]
      : []),
    ...(state === null ? [] : [['spend', spendText(state)] as const]),
    ...(state?.warnings ?? []).map((warning) => ['warning', warning] as const),
  ];
  return facts.map(([name, text]) => `${paint('dim', name.padEnd(9))}${harmless(text)}`).join('\n');
}

function agentNames({ agents }: RunStatus['run']): string {
  const names = Object.entries(agents).map(([role, { name, version, model }]) => {
    const parts = [name, version, model].filter((part) => part !== null);
    return `${role} ${parts.join(' ')}`;
  });
  return names.join(', ');
}

function stoppedText(state: State | null): string {
  return state === null || state.stop_reason === null
    ? 'nobody; the same command goes on'
    : `nobody; stopped by ${state.stop_reason}`;
}

function spendText({ spend }: State): string {
  return `${spend.calls} calls, ${spend.trials} trials, ${clockTime(spend.duration_ms)}, ${money(spend.cost_usd)}`;
}
