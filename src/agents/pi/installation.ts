import { UserError } from '../../core/errors.ts';
import { askClient, versionIn, withEmptyHome } from '../client.ts';
import { piEnvironment } from './environment.ts';
import { furnishHome } from './home.ts';

export const PRODUCT = 'pi';

/** The version of the client at `file`, once it starts and has a login. Throws a UserError `agent_unavailable` otherwise. */
export async function checkInstallation(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  return withEmptyHome(async (home) => {
    await furnishHome(environment, home);
    const env = piEnvironment(environment, { home, passEnv: [], hidden: [] });
    const ask = (flag: string): Promise<string> => askClient({ product: PRODUCT, file, args: [flag], home, env });
    const [version, models] = await Promise.all([ask('--version'), ask('--list-models')]);
    if (/no models available/i.test(models)) {
      throw new UserError('agent_unavailable', 'pi is not logged in.', {
        hint: 'Set the key of a provider, such as OPENAI_API_KEY or ANTHROPIC_API_KEY, or run `pi` once and use /login.',
      });
    }
    return versionIn(version);
  });
}
