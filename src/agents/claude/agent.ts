import type { AgentIdentity } from '../../core/schema/trial.ts';
import { findClient } from '../client.ts';
import type { Agent, AgentAnswer, AgentCall } from '../port.ts';
import { skillPlace } from './arguments.ts';
import { attemptCall, type Client } from './attempt.ts';
import { withoutService } from './environment.ts';
import { checkInstallation, PRODUCT } from './installation.ts';

export interface ClaudeOptions extends Pick<Client, 'model' | 'environment'> {
  /** A path, or a name in PATH; without it `claude`. */
  readonly executable?: string;
}

/** Claude Code, run headless: `claude -p` with the prompt on standard input and a stream of JSON lines as output. */
export function createClaude(options: ClaudeOptions): Agent {
  const hidden = new Set<string>();
  let identity: Promise<AgentIdentity> | null = null;
  const identify = (): Promise<AgentIdentity> => {
    identity ??= locate(options)
      .then((file) => checkInstallation(file, options.environment))
      .then((version) => ({ name: 'claude', version, model: options.model }));
    return identity;
  };
  return {
    name: 'claude',
    needsNetwork: true,
    skillPlace,
    identify,
    announced: async (call) => {
      const unheard = { ...options, environment: withoutService(options.environment) };
      return (await runClaude(unheard, { ...call, timeoutMs: PROBE_MS }, hidden)).activation.visible;
    },
    run: (call) => runClaude(options, call, hidden),
  };
}

/** Skills are announced first of all, long before a client gives up on a service that does not answer. */
const PROBE_MS = 20_000;

function locate({ executable = 'claude', environment }: ClaudeOptions): Promise<string> {
  const client = { product: PRODUCT, install: 'npm install -g @anthropic-ai/claude-code' };
  return findClient(client, { executable, path: environment.PATH });
}

/**
 * Newer clients bring skills along that no flag leaves out, and more with each version. They are turned off by name
 * once the first call has shown them, and the call begins anew; what cannot be turned off fails it as `not_loaded`.
 */
async function runClaude(options: ClaudeOptions, call: AgentCall, hidden: Set<string>): Promise<AgentAnswer> {
  const client = { ...options, file: await locate(options), hidden: [...hidden] };
  const { answer, surplus } = await attemptCall(client, call);
  const news = surplus.filter((name) => !client.hidden.includes(name));
  if (news.length === 0 || answer.end.type !== 'failed') return answer;
  for (const name of news) hidden.add(name);
  return runClaude(options, call, hidden);
}
