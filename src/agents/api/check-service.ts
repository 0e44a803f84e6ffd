import { UserError } from '../../core/errors.ts';
import { type ModelName, providerOf } from './access.ts';
import type { Access } from './providers.ts';

const PATIENCE_MS = 15_000;

/**
 * Asks the service for the list of its models, which costs nothing. Throws a UserError `agent_unavailable` when it cannot
 * be reached or refuses the key; whatever else it says, it is there.
 */
export async function checkService(name: ModelName, { baseURL, key }: Access): Promise<void> {
  const provider = providerOf(name);
  const headers = key === null ? {} : provider.headers(key);
  const status = await statusOf(`${baseURL}/models`, headers);
  if (status === null) {
    throw new UserError('agent_unavailable', `The service of ${name.provider} at ${baseURL} cannot be reached.`, {
      hint: `Start it, or set ${provider.baseURLs.join(' or ')} to where it is.`,
    });
  }
  if (status === 401 || status === 403) {
    throw new UserError('agent_unavailable', `The service of ${name.provider} refuses the key (${status}).`, {
      hint: `Set ${provider.keys.join(' or ')} to a key that is valid at ${baseURL}.`,
    });
  }
}

/** null: there was no answer. */
async function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number | null> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    // What fetch throws where it cannot connect, and where the patience ends.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')) return null;
    throw error;
  }
}
