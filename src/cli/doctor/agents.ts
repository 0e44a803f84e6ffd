import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent, AgentCall } from '../../agents/port.ts';
import { UserError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import { bareCall } from '../../loop/bare-call.ts';
import type { Walled } from '../../loop/confine.ts';
import { removeTree } from '../../platform/tree-remove.ts';

export interface AgentsLook {
  readonly specs: readonly string[];
  /** They were named, so that each of them must work. */
  readonly named: boolean;
  /** Whether each is asked one question, which costs a little. */
  readonly live: boolean;
  readonly wall: Walled;
  readonly passEnv: readonly string[];
  createAgent(spec: string): Agent;
}

/** Installation, login and isolation of each agent; of those that nobody named one is enough. */
export async function lookAtAgents(look: AgentsLook): Promise<readonly Finding[]> {
  const found = await Promise.all(look.specs.map((spec) => lookAtAgent(look, spec)));
  const works = found.some((findings) => findings.every(({ status }) => status === 'ok'));
  if (look.named || !works) return found.flat();
  return found.flat().map((finding) => (finding.status === 'fail' ? { ...finding, status: 'warn' } : finding));
}

async function lookAtAgent(look: AgentsLook, spec: string): Promise<readonly Finding[]> {
  try {
    const agent = look.createAgent(spec);
    const { version } = await agent.identify();
    const there = ok(`${spec}${version === null ? '' : ` ${version}`} is installed and logged in`);
    const isolated = await withCall(look, agent, (call) => lookAtIsolation(spec, agent, call));
    if (!look.live || isolated.status === 'fail') return [there, isolated];
    return [there, isolated, await withCall(look, agent, (call) => ask(spec, agent, call))];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ area: 'agent', status: 'fail', message: error.message, fix: error.hint ?? null }];
  }
}

const SKILL = { name: 'doctors-probe', description: 'Says ready whenever it is asked whether it is ready.' };
const PATIENCE_MS = 120_000;

/** Does `work` with a call of an executor whose skill is a small one of ours, in folders that are gone afterwards. */
async function withCall<T>(look: AgentsLook, agent: Agent, work: (call: AgentCall) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'skillratchet-doctor-'));
  try {
    const asked = { role: 'executor', prompt: 'Answer with the one word: ready', timeoutMs: PATIENCE_MS } as const;
    const { wall, passEnv } = look;
    const call = await bareCall(agent, { ...asked, ...wall, passEnv, skill: SKILL, marker: randomUUID(), scratch });
    const dir = call.skill?.dir ?? scratch;
    await mkdir(dir, { recursive: true });
    const text = `---\nname: ${SKILL.name}\ndescription: ${SKILL.description}\n---\nAnswer with the one word: ready\n`;
    await writeFile(join(dir, 'SKILL.md'), text);
    return await work(call);
  } finally {
    await removeTree(scratch);
  }
}

async function lookAtIsolation(spec: string, agent: Agent, call: AgentCall): Promise<Finding> {
  const announced = await agent.announced(call);
  if (announced === null) return ok(`${spec} cannot tell without a call what it sees; every trial looks anew`);
  if (announced.length === 1 && announced[0] === SKILL.name)
    return ok(`${spec} sees the skill under test and no other`);
  const message = `${spec} would see these skills: ${announced.join(', ') || 'none'}; it must see the one under test and nothing else`;
  return {
    area: 'agent',
    status: 'fail',
    message,
    fix: 'Take away what it names, or use another version of the client.',
  };
}

async function ask(spec: string, agent: Agent, call: AgentCall): Promise<Finding> {
  const { end, usage, durationMs } = await agent.run(call);
  if (end.type === 'completed') {
    const price = usage.cost_usd === null ? 'at an unknown price' : `for $${usage.cost_usd.toFixed(4)}`;
    return ok(`${spec} answered in ${(durationMs / 1000).toFixed(1)} s ${price}`);
  }
  const why = end.type === 'failed' ? `${end.kind}: ${end.message}` : end.type;
  const fix = 'Look at its login, its model and its service.';
  return { area: 'agent', status: 'fail', message: `${spec} did not answer (${why})`, fix };
}

function ok(message: string): Finding {
  return { area: 'agent', status: 'ok', message, fix: null };
}
