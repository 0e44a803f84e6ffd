import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { askClient, versionIn, withEmptyHome } from '../client.ts';
import { claudeEnvironment } from './environment.ts';

export const PRODUCT = 'Claude Code';

const authStatusSchema = z.object({ loggedIn: z.boolean() });

/**
 * The version of the client at `file`, once it has said that it starts and that it has a login. Throws a UserError
 * `agent_unavailable` otherwise. A client that cannot tell whether it has a login is believed: its first call will.
 */
export async function checkInstallation(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  return withEmptyHome(async (home) => {
    const env = claudeEnvironment(environment, { home, passEnv: [], hidden: [] });
    const ask = (args: readonly string[]): Promise<string> => askClient({ product: PRODUCT, file, args, home, env });
    const version = versionIn(await ask(['--version']));
    if (deniesLogin(await ask(['--setting-sources', '', 'auth', 'status']))) {
      throw new UserError('agent_unavailable', 'Claude Code is not logged in.', {
        hint: 'Set ANTHROPIC_API_KEY, or run `claude` once and log in. Settings files are not read, so a key from an apiKeyHelper there does not count.',
      });
    }
    return version;
  });
}

function deniesLogin(answer: string): boolean {
  try {
    return authStatusSchema.safeParse(JSON.parse(answer)).data?.loggedIn === false;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
