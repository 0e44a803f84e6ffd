import { UserError } from '../../core/errors.ts';
import { exists } from '../../platform/exists.ts';
import { askClient, versionIn, withEmptyHome } from '../client.ts';
import { codexEnvironment, loginKey } from './environment.ts';
import { furnishHome } from './home.ts';
import { loginFile } from './login.ts';

export const PRODUCT = 'Codex';

/** The version of the client at `file`, once it starts and has a login. Throws a UserError `agent_unavailable` otherwise. */
export async function checkInstallation(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  if (loginKey(environment) === null && !(await exists(loginFile(environment)))) {
    throw new UserError('agent_unavailable', 'Codex is not logged in.', {
      hint: 'Run `codex login`, or set OPENAI_API_KEY. A login that is kept in the keyring of the system cannot be used; `codex -c cli_auth_credentials_store=file login` keeps it in a file.',
    });
  }
  return withEmptyHome(async (home) => {
    await furnishHome(environment, { role: 'judge', home, skill: null, schema: null });
    const env = codexEnvironment(environment, { home, passEnv: [], hidden: [] });
    return versionIn(await askClient({ product: PRODUCT, file, args: ['--version'], home, env }));
  });
}
