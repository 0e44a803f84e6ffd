import type { AgentIdentity } from '../../core/schema/trial.ts';
import { giveBackLogin } from '../borrowed-login.ts';
import { jsonLine } from '../json-line.ts';
import { logText } from '../log.ts';
import type { AgentAnswer, AgentCall } from '../port.ts';
import { createRecorder } from '../recorder.ts';
import { runCapped } from '../run-capped.ts';
import { readsSkill } from '../skill-use.ts';
import { codexArguments } from './arguments.ts';
import { codexEnvironment } from './environment.ts';
import { furnishHome } from './home.ts';
import { isRenewal } from './login.ts';
import { endOfCall } from './outcome.ts';
import { createStreamReader } from './stream.ts';
import { usageOf } from './usage.ts';
import { answerOfMisloaded, lookAtSkills, misloaded, type VisibleSkill } from './visible.ts';

export interface Client {
  /** Absolute path of the program. */
  readonly file: string;
  readonly identity: AgentIdentity;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Names of the skills that the client would announce in a call. */
export async function announcedSkills(client: Client, call: AgentCall): Promise<readonly string[] | null> {
  await furnishHome(client.environment, call);
  return namesOf(await lookAtSkills(client, call));
}

/** Runs the client once, after a look at the skills that it will announce: nothing is paid for where those are wrong. */
export async function runCodex(client: Client, call: AgentCall): Promise<AgentAnswer> {
  const login = await furnishHome(client.environment, call);
  const visible = await lookAtSkills(client, call);
  const wrong = misloaded(call, visible);
  const answer = wrong === null ? await askCodex(client, call) : answerOfMisloaded(client.identity, wrong);
  if (login !== null) await giveBackLogin(login, isRenewal);
  return { ...answer, activation: { used: usesSkill(call, answer), visible: namesOf(visible) } };
}

/** The client hands the body over at once where the prompt says `$NAME`. */
function usesSkill({ role, skill, prompt }: AgentCall, { events }: AgentAnswer): boolean | null {
  if (role !== 'executor' || skill === null) return null;
  return readsSkill(events, skill.dir) || prompt.includes(`$${skill.name}`);
}

function namesOf(skills: readonly VisibleSkill[] | null): string[] | null {
  return skills?.map(({ name }) => name) ?? null;
}

async function askCodex(client: Client, call: AgentCall): Promise<AgentAnswer> {
  const recorder = createRecorder(call.onEvent);
  const reader = createStreamReader(recorder.add);
  const command = {
    file: client.file,
    args: codexArguments(call, client.identity.model),
    cwd: call.cwd,
    env: codexEnvironment(client.environment, call),
  };
  const ended = await runCapped(command, call, reader);
  const facts = reader.facts();
  const events = recorder.events();
  return {
    end: endOfCall({ call, ended, facts, events }),
    text: facts.text,
    structured: call.schema === null ? null : (jsonLine(facts.text) ?? null),
    events,
    usage: usageOf(facts),
    activation: { used: null, visible: null },
    identity: client.identity,
    durationMs: ended.durationMs,
    log: logText(facts.log, ended.stderr),
  };
}
