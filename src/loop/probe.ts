import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Agent } from '../agents/port.ts';
import { makeStage } from '../evals/stage.ts';
import { agentCall, inScratch } from './call.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { installSkill } from './install-skill.ts';
import { processLog } from './process-log.ts';
import type { Subject } from './subject.ts';

const looked = new WeakMap<Campaign, Map<Agent, Promise<void>>>();

/**
 * Looks, once in a start with each executor and before anything is counted, whether its client announces the skill under test
 * and no other (none at all where it is measured without one), and halts the run where it does not. That calls no model; a client that cannot tell is believed.
 */
export function probe(campaign: Campaign, subject: Subject, executor: Agent): Promise<void> {
  const known = looked.get(campaign) ?? new Map<Agent, Promise<void>>();
  const first = known.get(executor) ?? look(campaign, subject, executor);
  looked.set(campaign, known.set(executor, first));
  return first;
}

async function look(campaign: Campaign, subject: Subject, executor: Agent): Promise<void> {
  const { skill, run } = campaign;
  const announced = await inScratch(campaign, async (scratch) => {
    const { cwd, home } = await makeStage(scratch);
    const installed = await installSkill(executor, { campaign, subject, scratch });
    const asked = { prompt: 'Say nothing.', cwd, home, skill: installed?.skill ?? null, schema: null, seed: 0 };
    const request = { ...asked, timeoutMs: run.config.timeout_ms };
    const call = agentCall(campaign, { role: 'executor', call: `probe-${randomUUID()}` }, request);
    const processes = processLog(campaign, { purpose: 'agent', call: null, folders: { work: cwd, home } });
    try {
      return await executor.announced({ ...call, confine: processes.noting(call.confine) });
    } finally {
      await processes.write();
    }
  });
  const expected = subject.installed ? [skill.name] : [];
  if (announced === null || isDeepStrictEqual(announced, expected)) return;
  throw new RunHalted(
    'agent_unavailable',
    `${executor.name} would see these skills: ${announced.join(', ') || 'none'}. It must see ${expected[0] ?? 'none'} and nothing else, so nothing was measured.`,
  );
}
