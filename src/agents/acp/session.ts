import type { ClientContext, StopReason } from '@agentclientprotocol/sdk';
import { z } from 'zod';
import { loadOptional } from '../optional-package.ts';
import type { AgentCall } from '../port.ts';
import type { Side } from './connection.ts';
import type { Guard } from './guard.ts';
import type { Updates } from './updates.ts';

/** The SDK of the Agent Client Protocol. */
export type AcpSdk = typeof import('@agentclientprotocol/sdk');

/** Loads the SDK. Throws a UserError `agent_unavailable` when it is not installed. */
export function loadAcp(): Promise<AcpSdk> {
  return loadOptional('@agentclientprotocol/sdk', () => import('@agentclientprotocol/sdk'));
}

/** Our side of the connection: what a client may ask of us, and where its news go. */
export function sideFor({ client, methods, RequestError }: AcpSdk, guard: Guard, updates: Updates): Side {
  const answering = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw RequestError.invalidParams(undefined, error instanceof Error ? error.message : String(error));
    }
  };
  const app = client({ name: 'skillratchet' })
    .onRequest(methods.client.session.requestPermission, async ({ params }) => {
      const optionId = await answering(guard.permit(params));
      return { outcome: optionId === null ? { outcome: 'cancelled' } : { outcome: 'selected', optionId } };
    })
    .onRequest(methods.client.fs.readTextFile, async ({ params }) => ({ content: await answering(guard.read(params)) }))
    .onRequest(methods.client.fs.writeTextFile, async ({ params }) => {
      await answering(guard.write(params));
      return {};
    });
  return {
    app,
    onNotification(method, params) {
      if (method === methods.client.session.update) updates.take(params);
    },
  };
}

/** What a client says of itself. */
export interface Introduction {
  readonly version: string | null;
  readonly logins: readonly string[];
}

/** A client said what is not of the protocol. */
export class Misspoken extends Error {}

/** The first exchange. Throws a Misspoken where the client speaks another version of the protocol. */
export async function introduce(sdk: AcpSdk, client: ClientContext): Promise<Introduction> {
  const {
    protocolVersion,
    agentInfo,
    authMethods = [],
  } = await client.request(sdk.methods.agent.initialize, {
    protocolVersion: sdk.PROTOCOL_VERSION,
    clientCapabilities: { fs: { readTextFile: true, writeTextFile: true } },
    clientInfo: { name: 'skillratchet', version: '1' },
  });
  if (protocolVersion !== sdk.PROTOCOL_VERSION) {
    throw new Misspoken(`it speaks version ${protocolVersion} of the protocol, and not ${sdk.PROTOCOL_VERSION}`);
  }
  return { version: agentInfo?.version ?? null, logins: authMethods.map(({ name }) => name) };
}

/** Opens a session in a folder; its id. */
export async function openSession({ methods }: AcpSdk, client: ClientContext, cwd: string): Promise<string> {
  return (await client.request(methods.agent.session.new, { cwd, mcpServers: [] })).sessionId;
}

/** What JSON-RPC has for "log in first". */
const AUTH_REQUIRED = -32_000;

/** Whether a client answered that somebody must log in first. */
export function isLoginError({ RequestError }: Pick<AcpSdk, 'RequestError'>, error: unknown): boolean {
  return error instanceof RequestError && error.code === AUTH_REQUIRED;
}

const stopSchema = z.enum(['end_turn', 'max_tokens', 'max_turn_requests', 'refusal', 'cancelled']);

/** Gives the client its prompt, in a new session, and waits until it stops. It is told when the call is over before that. */
export async function prompt(
  sdk: AcpSdk,
  client: ClientContext,
  { cwd, prompt: text, over }: Pick<AgentCall, 'cwd' | 'prompt'> & { readonly over: AbortSignal },
): Promise<StopReason> {
  const sessionId = await openSession(sdk, client, cwd);
  const { methods } = sdk;
  const cancel = (): void => void client.notify(methods.agent.session.cancel, { sessionId }).catch(() => undefined);
  over.addEventListener('abort', cancel);
  try {
    const answer = await client.request(methods.agent.session.prompt, {
      sessionId,
      prompt: [{ type: 'text', text }],
    });
    over.throwIfAborted();
    const { data } = stopSchema.safeParse(answer.stopReason);
    if (data === undefined) throw new Misspoken(`it stopped for no reason that there is: ${JSON.stringify(answer)}`);
    return data;
  } finally {
    over.removeEventListener('abort', cancel);
  }
}
