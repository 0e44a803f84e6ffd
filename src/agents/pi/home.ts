import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../../platform/exists.ts';
import { type BorrowedLogin, borrowLogin } from '../borrowed-login.ts';
import { agentFolder } from './environment.ts';

type ParentEnvironment = Readonly<Record<string, string | undefined>>;

/** Few retries of its own, and none without an end, for ours see more. */
const SETTINGS = {
  retry: { enabled: false, provider: { maxRetries: 2, timeoutMs: 120_000, maxRetryDelayMs: 10_000 } },
  enableInstallTelemetry: false,
};

/**
 * Puts into a call's empty home what the client needs there: settings of ours, and of the person's folder the models
 * and the login alone. The login is to be given back.
 */
export async function furnishHome(parent: ParentEnvironment, home: string): Promise<BorrowedLogin | null> {
  const folder = agentFolder(home);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(SETTINGS));
  await putModels(parent, join(folder, 'models.json'));
  return borrowLogin(join(theirFolder(parent), 'auth.json'), join(folder, 'auth.json'));
}

/** The person's own models say where services are; without them, the variables do that other clients know. */
async function putModels(parent: ParentEnvironment, to: string): Promise<void> {
  const theirs = join(theirFolder(parent), 'models.json');
  if (await exists(theirs)) return copyFile(theirs, to);
  const addresses = { anthropic: parent.ANTHROPIC_BASE_URL, openai: parent.OPENAI_BASE_URL };
  const providers = Object.entries(addresses).flatMap(([name, baseUrl]) => (baseUrl ? [[name, { baseUrl }]] : []));
  await writeFile(to, JSON.stringify({ providers: Object.fromEntries(providers) }));
}

function theirFolder({ PI_CODING_AGENT_DIR, HOME = '' }: ParentEnvironment): string {
  return PI_CODING_AGENT_DIR || agentFolder(HOME);
}
