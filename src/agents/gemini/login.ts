import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from '../../platform/exists.ts';

type ParentEnvironment = Readonly<Record<string, string | undefined>>;

/** One way in which the client can be logged in. */
export interface Login {
  /** The client's word for it, in its setting `security.auth.selectedType`. */
  readonly type: 'oauth-personal' | 'vertex-ai' | 'gemini-api-key' | 'compute-default-credentials';
  /** The file that holds it where no variable does; relative to HOME. */
  readonly file: string | null;
}

const ACCOUNT: Login = { type: 'oauth-personal', file: '.gemini/oauth_creds.json' };
const CLOUD_PROFILE = '.config/gcloud/application_default_credentials.json';

/** The login that the user's variables choose, in the client's own order, or else the account it was logged in to; null without any. */
export async function findLogin(parent: ParentEnvironment): Promise<Login | null> {
  if (isOn(parent.GOOGLE_GENAI_USE_GCA)) return ACCOUNT;
  if (isOn(parent.GOOGLE_GENAI_USE_VERTEXAI)) return { type: 'vertex-ai', file: CLOUD_PROFILE };
  if (isOn(parent.GEMINI_API_KEY)) return { type: 'gemini-api-key', file: null };
  if (isOn(parent.GEMINI_CLI_USE_COMPUTE_ADC)) return { type: 'compute-default-credentials', file: null };
  return (await exists(join(userHome(parent), ACCOUNT.file ?? ''))) ? ACCOUNT : null;
}

/** Puts a copy of the login's file, and nothing else of the user's home, into an empty one. */
export async function copyLogin({ file }: Login, parent: ParentEnvironment, home: string): Promise<void> {
  if (file === null) return;
  const source = join(userHome(parent), file);
  if (!(await exists(source))) return;
  await mkdir(dirname(join(home, file)), { recursive: true });
  await copyFile(source, join(home, file));
  await chmod(join(home, file), 0o600);
}

function userHome({ GEMINI_CLI_HOME, HOME }: ParentEnvironment): string {
  return GEMINI_CLI_HOME ?? HOME ?? '/';
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value);
}
