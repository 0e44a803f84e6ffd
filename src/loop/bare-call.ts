import { join } from 'node:path';
import type { Agent, AgentCall } from '../agents/port.ts';
import { makeStage } from '../evals/stage.ts';
import { confinerOf, type Walled } from './confine.ts';

export interface BareCall extends Walled, Pick<AgentCall, 'role' | 'prompt' | 'timeoutMs' | 'passEnv' | 'marker'> {
  /** What its skill is called, and says of itself. */
  readonly skill: { readonly name: string; readonly description: string };
  /** An empty folder that all of the call's folders are made in. Absolute. */
  readonly scratch: string;
}

/** A call outside of any run, with the folders that a call of a run has; the skill's own is not made. */
export async function bareCall(agent: Agent, call: BareCall): Promise<AgentCall> {
  const { role, prompt, timeoutMs, passEnv, marker, hidden, scratch } = call;
  const { cwd, home } = await makeStage(scratch);
  const dir = role === 'executor' ? join(scratch, agent.skillPlace(call.skill.name)) : join(cwd, 'skill');
  const skill = role === 'judge' ? null : { ...call.skill, dir };
  return {
    ...{ role, prompt, cwd, home, skill, timeoutMs, passEnv, marker, hidden },
    ...{ schema: null, seed: 0, maxUsd: null },
    confine: confinerOf(call, { role, cwd, home, skill }),
    signal: new AbortController().signal,
    onEvent: () => undefined,
  };
}
