import { UserError } from '../../core/errors.ts';
import { type Access, PROVIDERS, type Provider } from './providers.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A model as `PROVIDER/MODEL` names it. */
export interface ModelName {
  readonly provider: string;
  readonly model: string;
}

/** Reads `PROVIDER/MODEL`; models may have slashes in their names. Throws a UserError `usage`. */
export function parseModelName(spec: string | null): ModelName {
  const [provider = '', ...rest] = (spec ?? '').split('/');
  const model = rest.join('/');
  if (PROVIDERS.has(provider) && model !== '') return { provider, model };
  const what =
    spec === null ? 'The agent "api" needs a model.' : `There is no model ${JSON.stringify(spec)} for "api".`;
  throw new UserError('usage', what, {
    hint: `Name it as api:PROVIDER/MODEL, for example api:anthropic/claude-haiku-4-5 or api:ollama/llama3.1; providers: ${[...PROVIDERS.keys()].join(', ')}.`,
  });
}

export function providerOf({ provider }: ModelName): Provider {
  const found = PROVIDERS.get(provider);
  if (found === undefined) throw new Error(`no provider ${provider}`);
  return found;
}

/** Where the service is and with which key. Throws a UserError `agent_unavailable` that names the variable to set. */
export function accessTo(name: ModelName, environment: Environment): Access {
  const provider = providerOf(name);
  const key = firstSet(provider.keys, environment);
  if (key === null && provider.needsKey)
    throw unset(`${name.provider} is not logged in: it has no key.`, provider.keys);
  const url = firstSet(provider.baseURLs, environment) ?? provider.defaultURL;
  if (url === null) throw unset(`${name.provider} has no base URL.`, provider.baseURLs);
  return { baseURL: withVersion(url, provider.version), key, model: name.model };
}

function firstSet(names: readonly string[], environment: Environment): string | null {
  return names.map((name) => environment[name]?.trim()).find((value) => value !== undefined && value !== '') ?? null;
}

function unset(message: string, variables: readonly string[]): UserError {
  return new UserError('agent_unavailable', message, {
    hint: `Set ${variables.join(' or ')} in the environment.`,
  });
}

function withVersion(url: string, version: string): string {
  const bare = url.replace(/\/+$/, '');
  return /\/v\d+[a-z]*$/.test(bare) ? bare : `${bare}${version}`;
}
