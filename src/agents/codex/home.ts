import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BorrowedLogin, borrowLogin } from '../borrowed-login.ts';
import type { AgentCall } from '../port.ts';
import { schemaFile } from './arguments.ts';
import { codexConfig } from './config.ts';
import { codexHome, loginKey, temporaryFolder } from './environment.ts';
import { loginFile } from './login.ts';

type ParentEnvironment = Readonly<Record<string, string | undefined>>;

/** Puts into a call's empty home what the client needs there. Its login, where that lies in a file, is to be given back. */
export async function furnishHome(
  parent: ParentEnvironment,
  { home, schema }: Pick<AgentCall, 'home' | 'schema'>,
): Promise<BorrowedLogin | null> {
  for (const folder of [codexHome(home), temporaryFolder(home)]) await mkdir(folder, { recursive: true });
  await writeFile(join(codexHome(home), 'config.toml'), codexConfig(parent));
  if (schema !== null) await writeFile(schemaFile(home), JSON.stringify(schema));
  return loginKey(parent) === null ? borrowLogin(loginFile(parent), join(codexHome(home), 'auth.json')) : null;
}
