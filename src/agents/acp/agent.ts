import { randomUUID } from 'node:crypto';
import { mkdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { AgentIdentity } from '../../core/schema/trial.ts';
import { findExecutable } from '../../platform/machine.ts';
import { withEmptyHome } from '../client.ts';
import { deadlineOf } from '../deadline.ts';
import { allowedEnvironment } from '../environment.ts';
import { logText } from '../log.ts';
import type { Agent, AgentAnswer, AgentCall } from '../port.ts';
import { createRecorder } from '../recorder.ts';
import { readsSkill } from '../skill-use.ts';
import { withClient } from './connection.ts';
import { endOfCall } from './end.ts';
import { createGuard } from './guard.ts';
import { introduce, isLoginError, loadAcp, openSession, prompt, sideFor } from './session.ts';
import { createUpdates } from './updates.ts';
import { usageOf } from './usage.ts';

export interface AcpOptions {
  /** The program and its arguments, between spaces; the program is a path, or a name in PATH. */
  readonly command: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What a path is relative to. */
  readonly cwd: string;
  /** Names of variables that the user lets through, such as one that holds a key. */
  readonly passEnv: readonly string[];
}

/** Any client that speaks the Agent Client Protocol (version 1) on standard input and output. */
export function createAcp(options: AcpOptions): Agent {
  const command = parseCommand(options.command);
  const client: Client = { ...options, ...command, name: `acp:${options.command}` };
  let identity: Promise<AgentIdentity> | null = null;
  return {
    name: 'acp',
    needsNetwork: true,
    skillPlace: (skill) => `skill/${skill}`,
    identify() {
      identity ??= askWhoItIs(client);
      return identity;
    },
    announced: async () => null,
    run: (call) => runAcp(client, call),
  };
}

interface Client extends AcpOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly name: string;
}

function parseCommand(command: string | null): { readonly program: string; readonly args: readonly string[] } {
  const [program = '', ...args] = (command ?? '').split(/\s+/).filter((part) => part !== '');
  if (program !== '') return { program, args };
  throw new UserError('usage', 'The agent "acp" needs a command.', {
    hint: 'For example --agent "acp:gemini --experimental-acp".',
  });
}

async function locate({ program, cwd, environment }: Client): Promise<string> {
  const named = program.includes('/') ? resolve(cwd, program) : program;
  const file = await findExecutable(named, environment.PATH ?? '');
  if (file !== null) return file;
  throw new UserError('agent_unavailable', `The client ${program} was not found or is not executable.`, {
    hint: 'Give a command that speaks the Agent Client Protocol, for example --agent "acp:gemini --experimental-acp".',
  });
}

const PATIENCE_MS = 30_000;

/** The first exchange of the protocol and a session, which ask no model. */
async function askWhoItIs(client: Client): Promise<AgentIdentity> {
  const [file, sdk] = await Promise.all([locate(client), loadAcp()]);
  const { ended, settled } = await withEmptyHome((home) =>
    withClient(
      {
        ...{ file, args: client.args, cwd: home },
        env: { ...allowedEnvironment(client.environment, client.passEnv), HOME: home },
        marker: randomUUID(),
        timeoutMs: PATIENCE_MS,
        signal: new AbortController().signal,
      },
      { app: sdk.client({ name: 'skillratchet' }), onNotification: () => undefined },
      async (connected) => {
        const introduction = await introduce(sdk, connected);
        await openSession(sdk, connected, home);
        return introduction;
      },
    ),
  );
  if (settled?.type === 'done') return identityOf(client, settled.value.version);
  if (settled !== null && isLoginError(sdk, settled.error)) throw notLoggedIn(client);
  const error = settled?.error instanceof Error ? settled.error.message : 'it could not be started';
  const why = `${ended.type === 'timeout' ? 'it does not answer' : error} ${ended.stderr.trim().slice(-300)}`.trim();
  throw new UserError('agent_unavailable', `${client.name} does not speak the Agent Client Protocol: ${why}`, {
    hint: 'Many clients need a flag for it, for example --agent "acp:gemini --experimental-acp".',
  });
}

function notLoggedIn({ name }: Client): UserError {
  return new UserError('agent_unavailable', `${name} is not logged in.`, {
    hint: 'It has an empty home, so that its login must come from a variable: let it through, for example with --env ANTHROPIC_API_KEY.',
  });
}

function identityOf({ name }: Client, version: string | null): AgentIdentity {
  return { name, version, model: null };
}

/** HOME is empty but for the skill, where clients look that know the Agent Skills standard; it is linked, so that what is read is the copy whose hash is checked afterwards. */
async function showSkill({ role, home, skill }: AgentCall): Promise<void> {
  if (role !== 'executor' || skill === null) return;
  const folder = join(home, '.agents', 'skills');
  await mkdir(folder, { recursive: true });
  await symlink(skill.dir, join(folder, skill.name));
}

async function runAcp(client: Client, call: AgentCall): Promise<AgentAnswer> {
  const [file, sdk] = await Promise.all([locate(client), loadAcp(), showSkill(call)]);
  const recorder = createRecorder(call.onEvent);
  const updates = createUpdates(recorder.add, call.onSpent);
  const guard = createGuard({ call, updates, onEvent: recorder.add });
  const env = { ...allowedEnvironment(client.environment, call.passEnv, call.hidden), HOME: call.home };
  const deadline = deadlineOf(call);
  let version: string | null = null;
  const connected = await withClient(
    {
      ...(await call.confine({ file, args: client.args, cwd: call.cwd, env })),
      ...{ marker: call.marker, timeoutMs: call.timeoutMs, signal: deadline.signal },
    },
    sideFor(sdk, guard, updates),
    async (agent) => {
      version = (await introduce(sdk, agent)).version;
      return prompt(sdk, agent, { cwd: call.cwd, prompt: call.prompt, over: deadline.signal });
    },
  );
  deadline.clear();
  const text = updates.text();
  const events = recorder.events();
  const { role, skill } = call;
  return {
    end: endOfCall({ call, cutOff: deadline.end(), connected, guard, text, events, sdk }),
    text,
    // The protocol knows no structured answers: they come in the text.
    structured: null,
    events,
    usage: usageOf(connected.answer, updates.costUsd()),
    activation: { used: role === 'executor' && skill !== null ? readsSkill(events, skill.dir) : null, visible: null },
    identity: identityOf(client, version),
    durationMs: connected.ended.durationMs,
    log: logText(connected.log, connected.ended.stderr),
  };
}
