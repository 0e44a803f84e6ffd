import { resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { PriceTable } from '../core/prices.ts';
import { createAcp } from './acp/agent.ts';
import { createApi } from './api/agent.ts';
import { createClaude } from './claude/agent.ts';
import { createCodex } from './codex/agent.ts';
import { createCommandAgent } from './command/agent.ts';
import { createGemini } from './gemini/agent.ts';
import { createPi } from './pi/agent.ts';
import type { Agent } from './port.ts';
import { priced } from './priced.ts';
import { createReplay } from './replay/agent.ts';

/** Where the user stands: what an agent is looked up and logged in with. */
export interface AgentSetting {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  /** Names of variables that the user lets through to agents. */
  readonly passEnv: readonly string[];
  /** What models cost. */
  prices(): Promise<PriceTable>;
}

/** `rest` is what stands behind the colon of a spec, such as the model; null where nothing does. */
type CreateAgent = (rest: string | null, setting: AgentSetting) => Agent;

/** Every agent there is, by the name before the colon. A new one costs a folder and a line here. */
const AGENTS: ReadonlyMap<string, CreateAgent> = new Map<string, CreateAgent>([
  ['acp', (command, { environment, cwd, passEnv }) => createAcp({ command, environment, cwd, passEnv })],
  ['api', (model, { environment, prices }) => createApi({ model, environment, prices })],
  ['claude', (model, { environment }) => createClaude({ model, environment })],
  ['codex', (model, { environment }) => createCodex({ model, environment })],
  ['gemini', (model, { environment }) => createGemini({ model, environment })],
  ['pi', (model, { environment }) => createPi({ model, environment })],
  [
    'command',
    (program, { environment, cwd }) =>
      createCommandAgent({ program: programPath(program, cwd), model: null, environment }),
  ],
  ['replay', (folder, { cwd }) => createReplay(artifactsFolder(folder, cwd))],
]);

/** What is nothing without the rest of its spec. */
const NEED_MORE: readonly string[] = ['command', 'api', 'acp', 'replay'];

/** The agents that a name alone means, in the order in which they are looked for when none is named. */
export function clientNames(): readonly string[] {
  return [...AGENTS.keys()].filter((name) => !NEED_MORE.includes(name));
}

/** The agent that `NAME` or `NAME:REST` means. Throws a UserError `usage` for an unknown one. */
export function createAgent(spec: string, setting: AgentSetting): Agent {
  const [name = '', ...rest] = spec.split(':');
  const create = AGENTS.get(name);
  if (create === undefined) {
    throw new UserError('usage', `The agent ${JSON.stringify(spec)} is unknown.`, {
      hint: `Use one of: ${[...AGENTS.keys()].join(', ')}; for example claude:opus or command:./my-agent.`,
    });
  }
  return priced(create(rest.join(':') || null, setting), setting.prices);
}

function programPath(program: string | null, cwd: string): string {
  if (program === null) {
    throw new UserError('usage', 'The agent "command" needs a program.', {
      hint: 'For example --agent command:./my-agent.',
    });
  }
  return program.includes('/') ? resolve(cwd, program) : program;
}

function artifactsFolder(folder: string | null, cwd: string): string {
  if (folder !== null) return resolve(cwd, folder);
  throw new UserError('usage', 'The agent "replay" needs a folder.', {
    hint: 'For example --agent replay:./artifacts.',
  });
}
