import { UserError } from '../../core/errors.ts';
import { isPriced, type PriceTable } from '../../core/prices.ts';
import type { Activation, AgentIdentity } from '../../core/schema/trial.ts';
import { NO_USAGE } from '../../core/schema/usage.ts';
import { deadlineOf } from '../deadline.ts';
import type { Agent, AgentAnswer, AgentCall, AgentEnd, AgentEvent } from '../port.ts';
import { createRecorder } from '../recorder.ts';
import { readsSkill } from '../skill-use.ts';
import { accessTo, type ModelName, parseModelName, providerOf } from './access.ts';
import { checkService } from './check-service.ts';
import { converse, type Said, usageSaid } from './conversation.ts';
import { endOfAnswer } from './end.ts';
import { loadSdk } from './sdk.ts';
import { toolsFor } from './tools/toolbox.ts';
import { workplaceOf } from './workplace.ts';

export interface ApiOptions {
  /** `PROVIDER/MODEL`. */
  readonly model: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  prices(): Promise<PriceTable>;
  /** After so many turns a call is ended; 100 unless told. */
  readonly maxTurns?: number;
}

/** Ends a model that goes in circles; real work is bounded by the time limit and the cost cap long before. */
const MAX_TURNS = 100;

/** A model asked directly, through the AI SDK, with a few tools of ours that are confined to the work folder. */
export function createApi(options: ApiOptions): Agent {
  const name = parseModelName(options.model);
  const modelName = `${name.provider}/${name.model}`;
  const identity: AgentIdentity = { name: 'api', version: null, model: modelName };
  return {
    name: 'api',
    // We ask the model ourselves; what the tools start needs no network for that.
    needsNetwork: false,
    skillPlace: (skill) => `skill/${skill}`,
    async identify() {
      await Promise.all([loadSdk(), options.prices()]);
      await checkService(name, accessTo(name, options.environment));
      return identity;
    },
    announced: async (call) => visibleTo(call),
    run: (call) => runApi({ ...options, name, modelName, identity }, call),
  };
}

interface Service extends ApiOptions {
  readonly name: ModelName;
  /** By which its prices are found. */
  readonly modelName: string;
  readonly identity: AgentIdentity;
}

async function runApi(service: Service, call: AgentCall): Promise<AgentAnswer> {
  const startedAt = performance.now();
  const recorder = createRecorder(call.onEvent);
  const said: Said = { text: '', structured: null, usages: [NO_USAGE], denied: [], asking: false };
  const end = await speak(service, call, { said, onEvent: recorder.add, startedAt });
  const events = recorder.events();
  return {
    end: end.type === 'completed' ? endOfAnswer({ call, events, ...said }) : end,
    text: said.text,
    structured: said.structured,
    events,
    usage: usageSaid(said),
    activation: activationOf(call, events),
    identity: service.identity,
    durationMs: Math.round(performance.now() - startedAt),
    log: '',
  };
}

interface Hearing {
  readonly said: Said;
  readonly startedAt: number;
  onEvent(event: AgentEvent): void;
}

async function speak(service: Service, call: AgentCall, { said, onEvent, startedAt }: Hearing): Promise<AgentEnd> {
  const { name, modelName, environment, maxTurns = MAX_TURNS } = service;
  const deadline = deadlineOf(call);
  const { signal } = deadline;
  const place = workplaceOf(call, {
    environment,
    secrets: providerOf(name).keys,
    signal,
    remaining: () => call.timeoutMs - (performance.now() - startedAt),
  });
  try {
    const [sdk, prices, model] = await Promise.all([
      loadSdk(),
      service.prices(),
      providerOf(name).load(accessTo(name, environment)),
    ]);
    if (call.maxUsd !== null && !isPriced(modelName, prices)) throw unpriced(modelName);
    const talk = { sdk, model, modelName, prices, maxTurns, call, signal, onEvent };
    return await converse({ ...talk, tools: toolsFor(call.role), place }, said);
  } catch (error) {
    const ended = deadline.end();
    if (ended === null) throw error;
    return ended;
  } finally {
    deadline.clear();
  }
}

/** Whether a cost cap is held must not depend on what somebody forgot. */
function unpriced(model: string): UserError {
  return new UserError('usage', `The price of ${model} is unknown, so --max-call-cost cannot be held.`, {
    hint: 'Name its price in a file with --prices FILE, or leave the cap away.',
  });
}

function activationOf(call: AgentCall, events: readonly AgentEvent[]): Activation {
  const { role, skill } = call;
  const used = role === 'executor' && skill !== null ? readsSkill(events, skill.dir) : null;
  return { used, visible: visibleTo(call) };
}

function visibleTo({ role, skill }: AgentCall): string[] {
  return role === 'executor' && skill !== null ? [skill.name] : [];
}
