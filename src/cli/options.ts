import { type Command, Option } from 'commander';
import { GUARDRAILS } from '../core/guardrails.ts';
import { REQUIREMENTS } from '../core/referee/agents.ts';
import { CONFIDENCES } from '../core/referee/race.ts';
import { type Limits, type ORIGINS, RULES, type RuleName, type RunConfig } from '../core/schema/run.ts';
import { callLimitsOf, collectCallLimits } from './call-limit-option.ts';
import { collectGuardrails, guardrailsOf } from './guardrail-option.ts';
import { machineSettings } from './machine-settings.ts';
import {
  cap,
  collectAgents,
  parseAmount,
  parseCount,
  parseDuration,
  parseIterations,
  parseOdd,
  parseShare,
  whole,
  wholeOrAuto,
} from './option-values.ts';

type Origin = (typeof ORIGINS)[number];

/** "none" lifts a cap that the run was given before. */
type Cap = number | 'none';

/** What the flags of `improve` and `eval` give, from wherever they were given; what was not given is absent. */
export interface MeasureFlags {
  /** Executors, the first one first. */
  readonly agent?: readonly string[];
  readonly require?: RunConfig['require'];
  readonly judge?: string;
  readonly improver?: string;
  readonly rule?: RuleName;
  readonly earlyStop?: boolean;
  readonly confidence?: RunConfig['confidence'];
  readonly proposals?: number | 'auto';
  readonly finalPasses?: number | 'auto';
  readonly holdout?: number;
  readonly val?: number;
  readonly seed?: number;
  readonly timeout?: number;
  readonly retries?: number;
  readonly maxCallCost?: number;
  readonly judgeVotes?: number;
  readonly strictEvidence?: boolean;
  readonly strictScripts?: boolean;
  readonly guardrail?: readonly string[];
  readonly callLimit?: readonly string[];
  readonly workspace?: string;
  readonly restart?: boolean;
  readonly allowMissingFiles?: boolean;
  /** A file of evals outside the skill. */
  readonly sealed?: string;
  /** "5", or "+3" for three more than there are. */
  readonly iterations?: string;
  readonly maxReverts?: Cap;
  readonly maxErrors?: Cap;
  readonly concurrency?: number;
  readonly maxTrials?: Cap;
  readonly maxCost?: Cap;
  readonly maxTokens?: Cap;
  readonly maxTime?: Cap;
  readonly speculate?: boolean;
  readonly env?: readonly string[];
  /** A file of model prices. */
  readonly prices?: string;
  /** Where a bundle of outputs is written. */
  readonly to?: string;
  /** Bytes. */
  readonly artifactLimit?: Cap;
  /** Where runs are archived. */
  readonly artifacts?: string;
  /** Training data is written at the end. */
  readonly sft?: boolean;
  /** The address of an MLflow server. */
  readonly mlflow?: string;
  readonly reuse?: readonly string[];
  readonly checkCommands?: 'run' | 'refuse';
  readonly sandbox?: string;
  readonly sandboxRead?: readonly string[];
  readonly offlineTrials?: boolean;
  readonly json?: boolean;
  readonly printSandbox?: boolean;
  readonly printConfig?: boolean;
  readonly dryRun?: boolean;
}

/** Settings of a run: flags that can be given in the environment and in a configuration file as well. */
export function settings(): readonly Option[] {
  return [...climbSettings(), ...machineSettings()].map((option) => option.env(variableOf(option)));
}

function climbSettings(): readonly Option[] {
  return [
    new Option(
      '--agent <NAME>',
      'executor: claude[:MODEL], api:PROVIDER/MODEL, command:PATH … (default: the first found); repeatable',
    ).argParser(collectAgents),
    new Option(
      '--require <WHOM>',
      'of several agents: all – none of them may be hurt – or pooled: only the whole counts (default all)',
    ).choices(REQUIREMENTS),
    new Option('--judge <NAME>', 'who grades what no check can decide (default: the first executor’s agent)'),
    new Option(
      '--judge-votes <K>',
      'judgements of each trial, an odd number; most of them decide (default 1)',
    ).argParser(parseOdd),
    new Option(
      '--strict-evidence',
      'ask a judge again for a pass whose evidence does not exist, and then do without it',
    ),
    new Option('--improver <NAME>', 'who edits the candidate (default: the first executor’s agent)'),
    new Option('--workspace <DIR>', 'where the run is kept (default: SKILL-autoresearch beside the skill)'),
    new Option('--rule <RULE>', 'how candidates are judged (default race)').choices(RULES),
    new Option('--confidence <LEVEL>', 'how sure rule race must be to keep (default explore)').choices(CONFIDENCES),
    wholeOrAuto('--proposals <N>', 'candidates proposed side by side (default auto: 4 from concurrency 4 on)', 1),
    wholeOrAuto('--final-passes <N>', 'fresh passes of the original and the best at the end (default auto)', 0),
    new Option('--holdout <SHARE>', 'share of the evals that is set apart for submit').argParser(parseShare),
    new Option('--val <SHARE>', 'share of the rest that decides; the improver learns from the others').argParser(
      parseShare,
    ),
    new Option(
      '--iterations <N>',
      'most iterations after the baseline (default 60; 5 under rule strict); +N: so many more',
    ).argParser(parseIterations),
    cap('--max-reverts <N>', 'stop after this many reverts in a row (rule strict: 3)', parseCount),
    cap('--max-errors <N>', 'stop after this many failed calls in a row (default: none)', parseCount),
    cap('--max-trials <N>', 'stop before more executor calls than this', parseCount),
    cap('--max-cost <USD>', 'stop before more money than this is used', parseAmount),
    cap('--max-tokens <N>', 'stop before more tokens than this are used', parseCount),
    cap('--max-time <DURATION>', 'stop after this much time: 90s, 30m, 2h', parseDuration),
    new Option(
      '--guardrail <NAME=LIMIT>',
      `what no kept edit may exceed: ${GUARDRAILS.join(', ')}; repeatable`,
    ).argParser(collectGuardrails),
    new Option('--max-call-cost <USD>', 'cost cap of one call, for agents that take one').argParser(parseAmount),
    new Option(
      '--call-limit <NAME=AMOUNT>',
      'what the processes of one call may use: memory (4GB), processes (128), scratch (1GB), cpu (none); repeatable',
    ).argParser(collectCallLimits),
    whole('--concurrency <N>', 'trials at the same time (default 4)', { least: 1 }),
    whole('--timeout <SECONDS>', 'limit of one agent call (default 600)', { least: 1 }),
    whole('--retries <N>', 'further attempts of a failed call (default 2)', { least: 0 }),
    whole('--seed <N>', 'seed of everything random (default: drawn and recorded)', { least: 0 }),
  ];
}

/** The environment variable of a setting: SKILLRATCHET_MAX_TRIALS for --max-trials. */
function variableOf(option: Option): string {
  return `SKILLRATCHET_${option.name().replaceAll('-', '_').toUpperCase()}`;
}

/** Adds the flags of a measuring command; `without` names settings that mean nothing to it. */
export function withMeasureFlags(command: Command, without: readonly string[] = []): Command {
  for (const option of settings()) if (!without.includes(option.name())) command.addOption(option);
  return command
    .option('--sealed <FILE>', 'evals outside the skill that only submit runs; named when a run begins')
    .option('--early-stop', 'rule strict: end a pass that perfect scores on the rest could not save')
    .option(
      '--speculate',
      'start the next evals of a candidate early in free slots: faster, and some of it for nothing',
    )
    .option('--restart', 'move an existing workspace aside and begin anew')
    .option('--allow-missing-files', 'warn of input files that do not exist, instead of refusing')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--print-sandbox', 'print the command lines that the sandbox makes of the agents’, and do nothing')
    .option('--print-config', 'print every setting with its origin, and do nothing')
    .option('--json', 'print one JSON document on standard output');
}

/** The settings that are part of the measurement, by attribute name. */
export const MEASUREMENT: Readonly<Record<string, keyof RunConfig>> = {
  agent: 'agent',
  require: 'require',
  judge: 'judge',
  improver: 'improver',
  rule: 'rule',
  earlyStop: 'early_stop',
  confidence: 'confidence',
  proposals: 'proposals',
  holdout: 'holdout',
  val: 'val',
  seed: 'seed',
  timeout: 'timeout_ms',
  retries: 'retries',
  maxCallCost: 'max_call_usd',
  sandbox: 'sandbox',
  offlineTrials: 'offline_trials',
  judgeVotes: 'judge_votes',
  strictEvidence: 'strict_evidence',
  strictScripts: 'strict_scripts',
  guardrail: 'guardrails',
  callLimit: 'call_limits',
};

export function configOf(flags: MeasureFlags): Partial<RunConfig> {
  return withoutAbsent({
    agent: flags.agent?.[0],
    further_agents: flags.agent?.slice(1),
    require: flags.require,
    judge: flags.judge,
    improver: flags.improver,
    rule: flags.rule,
    early_stop: flags.earlyStop,
    confidence: flags.confidence,
    proposals: flags.proposals === 'auto' ? undefined : flags.proposals,
    holdout: flags.holdout,
    val: flags.val,
    seed: flags.seed,
    timeout_ms: flags.timeout === undefined ? undefined : flags.timeout * 1000,
    retries: flags.retries,
    max_call_usd: flags.maxCallCost,
    sandbox: flags.sandbox,
    offline_trials: flags.offlineTrials,
    judge_votes: flags.judgeVotes,
    strict_evidence: flags.strictEvidence,
    strict_scripts: flags.strictScripts,
    guardrails: flags.guardrail === undefined ? undefined : guardrailsOf(flags.guardrail),
    call_limits: flags.callLimit === undefined ? undefined : callLimitsOf(flags.callLimit),
  });
}

export function limitsOf(flags: MeasureFlags): Partial<Limits> {
  return withoutAbsent({
    iterations: flags.iterations?.startsWith('+') ? undefined : numberOf(flags.iterations),
    // Who names a number of iterations wants them, however many trials they take.
    own_budget: flags.iterations === undefined ? undefined : false,
    speculate: flags.speculate,
    max_trials: capOf(flags.maxTrials),
    max_cost_usd: capOf(flags.maxCost),
    max_tokens: capOf(flags.maxTokens),
    final_passes: flags.finalPasses === 'auto' ? null : flags.finalPasses,
    max_time_ms: capOf(flags.maxTime),
    max_reverts: capOf(flags.maxReverts),
    max_errors: capOf(flags.maxErrors),
    concurrency: flags.concurrency,
    artifact_bytes: capOf(flags.artifactLimit),
  });
}

function capOf(cap: Cap | undefined): number | null | undefined {
  return cap === 'none' ? null : cap;
}

/** So many iterations more than are decided; null when it is not put that way. */
export function moreIterationsOf({ iterations }: MeasureFlags): number | null {
  return iterations?.startsWith('+') ? Number(iterations) : null;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

const ORIGIN_BY_SOURCE: Readonly<Record<string, Origin>> = {
  ...{ cli: 'flag', env: 'environment', file: 'file', run: 'run' },
};

/** Where the value of a setting comes from, by the setting's attribute name such as `maxTrials`. */
export function originOf(command: Command, attribute: string): Origin {
  return ORIGIN_BY_SOURCE[command.getOptionValueSource(attribute) ?? ''] ?? 'default';
}

/** The origin of each part of the measurement. */
export function originsOf(command: Command): Readonly<Record<string, Origin>> {
  const known = Object.entries(MEASUREMENT).map(([attribute, key]) => [key, originOf(command, attribute)] as const);
  return { ...Object.fromEntries(known), further_agents: originOf(command, 'agent') };
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutAbsent<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
