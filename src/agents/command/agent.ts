import { UserError } from '../../core/errors.ts';
import type { AgentIdentity } from '../../core/schema/trial.ts';
import { knownCost, sumUsage, UNKNOWN_USAGE, type Usage } from '../../core/schema/usage.ts';
import { findExecutable } from '../../platform/machine.ts';
import { type ProcessEnd, runProcess } from '../../platform/process.ts';
import { allowedEnvironment } from '../environment.ts';
import { failed } from '../failed.ts';
import { addToLog, logText } from '../log.ts';
import type { Agent, AgentAnswer, AgentCall, AgentEnd } from '../port.ts';
import { createRecorder } from '../recorder.ts';
import { parseLine, type ResultLine } from './protocol.ts';

export interface CommandOptions {
  /** The program: a path, or a name in PATH. */
  readonly program: string;
  readonly model: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Any program that speaks the agent protocol (version 1): one JSON document on stdin, JSON lines on stdout. */
export function createCommandAgent(options: CommandOptions): Agent {
  const identity: AgentIdentity = { name: `command:${options.program}`, version: null, model: options.model };
  return {
    name: 'command',
    // Whether it asks a model, and how, is its own affair.
    needsNetwork: false,
    skillPlace: (name) => `skill/${name}`,
    async identify() {
      await locate(options);
      return identity;
    },
    announced: async () => null,
    run: async (call) => runCommand({ ...options, program: await locate(options) }, identity, call),
  };
}

async function locate({ program, environment }: CommandOptions): Promise<string> {
  const file = await findExecutable(program, environment.PATH ?? '');
  if (file !== null) return file;
  throw new UserError('agent_unavailable', `The agent ${program} was not found or is not executable.`, {
    hint: 'Give the path of an executable file (chmod +x), for example --agent command:./my-agent.',
  });
}

async function runCommand(options: CommandOptions, identity: AgentIdentity, call: AgentCall): Promise<AgentAnswer> {
  const recorder = createRecorder(call.onEvent);
  const usages: Usage[] = [];
  let log: readonly string[] = [];
  let result: ResultLine | null = null;
  const env = { ...allowedEnvironment(options.environment, call.passEnv, call.hidden), HOME: call.home };
  const end = await runProcess({
    ...(await call.confine({ file: options.program, args: [], cwd: call.cwd, env })),
    marker: call.marker,
    input: JSON.stringify(requestOf(call, options.model)),
    timeoutMs: call.timeoutMs,
    signal: call.signal,
    onLine(text) {
      const line = parseLine(text);
      if (line === null) log = addToLog(log, text);
      else if (line.type === 'result') result ??= line;
      else if (line.type === 'usage') {
        usages.push(line);
        call.onSpent?.(knownCost(usages));
      } else if (result === null) recorder.add(line);
    },
  });
  return {
    end: endOf(end, result),
    ...saidIn(result),
    events: recorder.events(),
    usage: usages.length === 0 ? UNKNOWN_USAGE : sumUsage(usages),
    activation: { used: null, visible: null },
    identity,
    durationMs: end.durationMs,
    log: logText(log, end.stderr),
  };
}

function requestOf(call: AgentCall, model: string | null): Record<string, unknown> {
  return {
    protocol: 1,
    role: call.role,
    prompt: call.prompt,
    cwd: call.cwd,
    skill: call.skill,
    model,
    schema: call.schema,
    timeout_ms: call.timeoutMs,
    seed: call.seed,
  };
}

/** The parameter keeps TypeScript from narrowing a variable that only a callback assigns. */
function saidIn(result: ResultLine | null): { text: string; structured: unknown } {
  return { text: result?.text ?? '', structured: result?.structured ?? null };
}

function endOf(end: ProcessEnd, result: ResultLine | null): AgentEnd {
  if (end.type === 'timeout') return { type: 'timeout' };
  if (end.type === 'aborted') return { type: 'interrupted' };
  if (end.startError !== null) return failed('crash', `could not be started: ${end.startError.message}`);
  if (result === null) return endWithoutResult(end);
  const message = result.error ?? (result.text === '' ? `the agent reported ${result.status}` : result.text);
  switch (result.status) {
    case 'completed':
      return { type: 'completed' };
    case 'auth_error':
      return failed('auth', message);
    case 'rate_limited':
      return { type: 'failed', kind: 'rate_limit', message, retryAfterMs: result.retry_after_ms };
    case 'error':
      return failed('crash', message);
  }
}

function endWithoutResult(end: ProcessEnd): AgentEnd {
  if (end.exitCode === 0) return failed('protocol', 'ended without a result line');
  const how = end.killedBy === null ? `exited with code ${end.exitCode}` : `was ended by ${end.killedBy}`;
  return failed('crash', `${how} without a result line`);
}
