import type { AgentIdentity } from '../../core/schema/trial.ts';
import { knownCost } from '../../core/schema/usage.ts';
import { giveBackLogin } from '../borrowed-login.ts';
import { logText } from '../log.ts';
import type { AgentAnswer, AgentCall } from '../port.ts';
import { createRecorder } from '../recorder.ts';
import { runCapped } from '../run-capped.ts';
import { readsSkill } from '../skill-use.ts';
import { piArguments } from './arguments.ts';
import { piEnvironment } from './environment.ts';
import { furnishHome } from './home.ts';
import { isRenewal } from './login.ts';
import { endOfCall } from './outcome.ts';
import { createStreamReader, textOf } from './stream.ts';
import { usageOf } from './usage.ts';

export interface Client {
  /** Absolute path of the program. */
  readonly file: string;
  readonly identity: AgentIdentity;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Runs the client once. It takes no schema: whoever wants a structured answer finds it in the text. */
export async function runPi({ file, identity, environment }: Client, call: AgentCall): Promise<AgentAnswer> {
  const login = await furnishHome(environment, call.home);
  const recorder = createRecorder(call.onEvent);
  const reader = createStreamReader(recorder.add);
  const args = piArguments(call, identity.model);
  const command = { file, args, cwd: call.cwd, env: piEnvironment(environment, call) };
  const counting = {
    ...reader,
    line(text: string) {
      reader.line(text);
      call.onSpent?.(knownCost(reader.facts().usages));
    },
  };
  const ended = await runCapped(command, call, counting);
  if (login !== null) await giveBackLogin(login, isRenewal);
  const facts = reader.facts();
  const events = recorder.events();
  const isTested = call.role === 'executor' && call.skill !== null;
  return {
    end: endOfCall({ call, ended, facts }),
    text: facts.last === null ? '' : textOf(facts.last),
    structured: null,
    events,
    usage: usageOf(facts),
    activation: { used: isTested ? readsSkill(events, call.skill.dir) : null, visible: null },
    identity: { ...identity, model: identity.model ?? facts.last?.model ?? null },
    durationMs: ended.durationMs,
    log: logText(facts.log, ended.stderr),
  };
}
