import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BorrowedLogin, borrowLogin } from '../borrowed-login.ts';
import type { AgentCall } from '../port.ts';
import { schemaFile } from './arguments.ts';
import { codexConfig } from './config.ts';
import { codexHome, loginKey, skillsFolder, temporaryFolder } from './environment.ts';
import { loginFile } from './login.ts';

type ParentEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Makes an empty folder the home of a call: a config of ours, and for an executor the skill under test as the one that
 * its user has. It is linked, so that what is read is the copy whose hash is checked afterwards. A login that lies in a
 * file is copied, and to be given back.
 */
export async function furnishHome(
  parent: ParentEnvironment,
  { role, home, skill, schema }: Pick<AgentCall, 'role' | 'home' | 'skill' | 'schema'>,
): Promise<BorrowedLogin | null> {
  const skills = skillsFolder(home);
  for (const folder of [codexHome(home), temporaryFolder(home), skills]) await mkdir(folder, { recursive: true });
  await writeFile(join(codexHome(home), 'config.toml'), codexConfig(parent));
  if (role === 'executor' && skill !== null) await symlink(skill.dir, join(skills, skill.name));
  if (schema !== null) await writeFile(schemaFile(home), JSON.stringify(schema));
  return loginKey(parent) === null ? borrowLogin(loginFile(parent), join(codexHome(home), 'auth.json')) : null;
}
