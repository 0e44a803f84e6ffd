import { runProcess } from '../../platform/process.ts';
import { logText } from '../log.ts';
import type { AgentAnswer, AgentCall } from '../port.ts';
import { createRecorder } from '../recorder.ts';
import { claudeArguments } from './arguments.ts';
import { claudeEnvironment, loginFiles } from './environment.ts';
import { endOfCall } from './outcome.ts';
import { activationOf, misloaded, surplusSkills } from './skills.ts';
import { createStreamReader } from './stream.ts';
import { usageOf } from './usage.ts';

export interface Client {
  /** Absolute path of the program. */
  readonly file: string;
  /** null: the client's own default. */
  readonly model: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names of skills to turn off. */
  readonly hidden: readonly string[];
}

export interface Attempt {
  readonly answer: AgentAnswer;
  /** Skills that were announced and must not be, in the client's names. */
  readonly surplus: readonly string[];
}

/** Runs the client once. It is ended before it costs anything when it announces other skills than it must. */
export async function attemptCall(client: Client, call: AgentCall): Promise<Attempt> {
  const recorder = createRecorder(call.onEvent);
  const reader = createStreamReader(recorder.add);
  const wrong = new AbortController();
  const command = {
    file: client.file,
    args: claudeArguments(call, client),
    cwd: call.cwd,
    env: claudeEnvironment(client.environment, call),
  };
  const ended = await runProcess({
    ...(await call.confine(command, loginFiles(command.env, call.home))),
    marker: call.marker,
    input: call.prompt,
    timeoutMs: call.timeoutMs,
    signal: AbortSignal.any([call.signal, wrong.signal]),
    onLine(line) {
      reader.line(line);
      const { init } = reader.facts();
      if (init !== null && misloaded(call, init) !== null) wrong.abort();
    },
  });
  const events = recorder.events();
  const facts = reader.facts();
  const answer = {
    end: endOfCall({ call, ended, facts, events }),
    text: facts.result?.result ?? '',
    structured: facts.result?.structured_output ?? null,
    events,
    usage: usageOf(facts.result),
    activation: activationOf(call, facts.init, events),
    identity: {
      name: 'claude',
      version: facts.init?.claude_code_version ?? null,
      model: facts.init?.model ?? client.model,
    },
    durationMs: ended.durationMs,
    log: logText(facts.log, ended.stderr),
  };
  return { answer, surplus: surplusSkills(call, facts.init?.skills ?? []) };
}
