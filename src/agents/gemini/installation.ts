import { UserError } from '../../core/errors.ts';
import { askClient, findClient, versionIn, withEmptyHome } from '../client.ts';
import type { AgentCall } from '../port.ts';
import { geminiEnvironment } from './environment.ts';
import { furnishHome } from './home.ts';
import { copyLogin, findLogin, type Login } from './login.ts';

const PRODUCT = 'Gemini CLI';

export interface GeminiOptions {
  /** null: the client's own default. */
  readonly model: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A path, or a name in PATH; without it `gemini`. */
  readonly executable?: string;
}

/** The client as it is installed here, and how it is logged in. */
export interface Installation {
  /** Absolute path of the program. */
  readonly file: string;
  readonly version: string | null;
  readonly login: Login;
  /** Names of the skills that it brings along. */
  readonly skills: readonly string[];
}

/** Throws a UserError `agent_unavailable` where there is no client, or one without a login. Asks no model. */
export async function lookAtInstallation({ executable = 'gemini', environment }: GeminiOptions): Promise<Installation> {
  const client = { product: PRODUCT, install: 'npm install -g @google/gemini-cli' };
  const file = await findClient(client, { executable, path: environment.PATH });
  const login = await findLogin(environment);
  if (login === null) {
    throw new UserError('agent_unavailable', `${PRODUCT} is not logged in.`, {
      hint: 'Set GEMINI_API_KEY, or run `gemini` once and log in with Google. Settings files are not read, so a key that was stored by `/auth` does not count.',
    });
  }
  return withEmptyHome(async (home) => {
    const call = { role: 'judge', cwd: home, home, skill: null, passEnv: [], hidden: [] } as const;
    await furnishHome(call, { login, hidden: [] });
    const env = geminiEnvironment(environment, call);
    const [printed, skills] = await Promise.all([
      askClient({ product: PRODUCT, file, args: ['--version'], home, env }),
      listSkills(file, environment, call),
    ]);
    return { file, version: versionIn(printed), login, skills };
  });
}

/** Furnishes the home of a call, with the login in it. */
export async function moveIn(
  { login, skills }: Installation,
  environment: GeminiOptions['environment'],
  call: Pick<AgentCall, 'role' | 'home' | 'skill'>,
): Promise<void> {
  await furnishHome(call, { login, hidden: skills });
  await copyLogin(login, environment, call.home);
}

/** Names of the skills that the client would announce in such a call, whose home is furnished. */
export async function listSkills(
  file: string,
  environment: GeminiOptions['environment'],
  call: Pick<AgentCall, 'cwd' | 'home' | 'passEnv' | 'hidden'>,
): Promise<readonly string[]> {
  const env = geminiEnvironment(environment, call);
  const printed = await askClient({ product: PRODUCT, file, args: ['skills', 'list', '--all'], home: call.cwd, env });
  return [...printed.matchAll(/^(\S+) \[Enabled\]/gm)].map(([, name = '']) => name);
}
