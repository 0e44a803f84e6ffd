import { join } from 'node:path';
import { allowedEnvironment } from '../environment.ts';
import type { AgentCall } from '../port.ts';

type ParentEnvironment = Readonly<Record<string, string | undefined>>;

/** Variables of which one is a whole login. The first that is set is used. */
export const API_KEYS = ['CODEX_API_KEY', 'OPENAI_API_KEY'] as const;

/** Names of the user's other variables that say as whom the service is asked, and how it is reached. */
const PASSED = ['OPENAI_ORGANIZATION', 'OPENAI_PROJECT', 'CODEX_CA_CERTIFICATE'];

/** The variable that carries the login; null where it lies in a file. */
export function loginKey(environment: ParentEnvironment): string | null {
  return API_KEYS.find((name) => (environment[name] ?? '') !== '') ?? null;
}

/** Where the client keeps its config and its login in a home of ours. */
export function codexHome(home: string): string {
  return join(home, '.codex');
}

/** Where the client looks for a person's skills. */
export function skillsFolder(home: string): string {
  return join(home, '.agents', 'skills');
}

/**
 * The client refuses to set up its sandbox where its own folder lies in the temporary one, so that is in its home too;
 * and commands may write there without getting at what other calls keep in the system's.
 */
export function temporaryFolder(home: string): string {
  return join(home, 'tmp');
}

/** The whole environment of Codex: a home of ours, and what says as whom the service is asked. */
export function codexEnvironment(
  parent: ParentEnvironment,
  { home, passEnv, hidden }: Pick<AgentCall, 'home' | 'passEnv' | 'hidden'>,
): Record<string, string> {
  return {
    ...allowedEnvironment(parent, [...API_KEYS, ...PASSED, ...passEnv], hidden),
    HOME: home,
    CODEX_HOME: codexHome(home),
    TMPDIR: temporaryFolder(home),
  };
}
