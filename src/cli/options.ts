import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Limits, RunConfig } from '../core/schema/run.ts';

/** What the flags of `improve` and `eval` give; a flag that was not used is absent. */
export interface MeasureFlags {
  readonly agent?: string;
  readonly judge?: string;
  readonly improver?: string;
  readonly seed?: number;
  readonly timeout?: number;
  readonly retries?: number;
  readonly maxCallCost?: number;
  readonly workspace?: string;
  readonly restart?: boolean;
  readonly concurrency?: number;
  readonly maxTrials?: number;
  readonly maxTime?: number;
  readonly env?: readonly string[];
  readonly json?: boolean;
}

/** Adds the flags that every measuring command has. */
export function withMeasureFlags(command: Command): Command {
  return command
    .option('--agent <NAME>', 'executor: claude[:MODEL] or command:PATH (default claude)')
    .option('--judge <NAME>', 'who grades what no check can decide (default: the executor’s agent)')
    .option('--workspace <DIR>', 'where the run is kept (default: SKILL-autoresearch beside the skill)')
    .option('--restart', 'move an existing workspace aside and begin anew')
    .addOption(number('--concurrency <N>', 'trials at the same time (default 4)', { least: 1 }))
    .addOption(number('--timeout <SECONDS>', 'limit of one agent call (default 600)', { least: 1 }))
    .addOption(number('--retries <N>', 'further attempts of a failed call (default 2)', { least: 0 }))
    .addOption(number('--max-trials <N>', 'stop before more executor calls than this', { least: 1 }))
    .option('--max-time <DURATION>', 'stop after this much time: 90s, 30m, 2h', parseDuration)
    .option('--max-call-cost <USD>', 'cost cap of one call, for agents that take one', parseAmount)
    .addOption(number('--seed <N>', 'seed of everything random (default: drawn and recorded)', { least: 0 }))
    .option('--env <NAME>', 'let an environment variable through to the agents; repeatable', collect)
    .option('--json', 'print one JSON document on standard output');
}

export function configOf(flags: MeasureFlags): Partial<RunConfig> {
  return withoutAbsent({
    agent: flags.agent,
    judge: flags.judge,
    improver: flags.improver,
    seed: flags.seed,
    timeout_ms: flags.timeout === undefined ? undefined : flags.timeout * 1000,
    retries: flags.retries,
    max_call_usd: flags.maxCallCost,
  });
}

export function limitsOf(flags: MeasureFlags & { iterations?: number; maxReverts?: number }): Partial<Limits> {
  return withoutAbsent({
    iterations: flags.iterations,
    max_trials: flags.maxTrials,
    max_time_ms: flags.maxTime,
    max_reverts: flags.maxReverts,
    concurrency: flags.concurrency,
  });
}

/** A flag that takes a whole number. */
export function number(flags: string, description: string, { least }: { least: number }): Option {
  return new Option(flags, description).argParser((text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
  });
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of "90s", "30m", "2h", or a bare number of seconds. */
function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text);
  const value = Number(match?.[1]) * (UNITS[match?.[2] || 's'] ?? 0);
  if (match !== null && value > 0) return Math.ceil(value);
  throw new InvalidArgumentError('It must be a time such as 90s, 30m or 2h.');
}

function parseAmount(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('It must be a positive amount of US dollars, such as 0.50.');
}

function collect(name: string, names: readonly string[] = []): readonly string[] {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return [...names, name];
  throw new InvalidArgumentError('It must be the name of an environment variable, without its value.');
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutAbsent<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
