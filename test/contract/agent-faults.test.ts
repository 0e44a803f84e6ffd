import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import type { AgentEnd } from '../../src/agents/port.ts';
import { exists } from '../../src/platform/exists.ts';
import { markedProcesses } from '../support/marked.ts';
import { FAULTS, type Fault } from '../support/model-server/faults.ts';
import { makeTrialFolder } from '../support/trial-folder.ts';
import type { AgentUnderTest } from './agents/descriptor.ts';
import { endName, FAULT_TABLE } from './agents/fault-table.ts';
import { AGENTS } from './agents/list.ts';
import { setScene } from './agents/scene.ts';
import { takeNotes } from './agents/work.ts';

/** Longer than a client that retries as often as we let it. */
const CAP_MS = 40_000;
/** For services that never answer. */
const SHORT_MS = 8_000;
/** What a client that is told to end may take before it is killed, and we to start it. */
const GRACE_MS = 12_000;

const NAMES = Object.keys(FAULTS) as readonly Fault[];

/** One agent and one service, which fails as the prompt of each conversation says. */
async function callsOf(tested: AgentUnderTest): Promise<(fault: Fault) => Promise<AgentEnd>> {
  const { agent, skill } = await setScene(tested, (scene) => {
    const scripts = NAMES.map((fault) => [fault, FAULTS[fault](takeNotes(tested, scene))] as const);
    return (request) => scripts.find(([fault]) => request.said.includes(promptOf(fault)))?.[1](request) ?? 'hang';
  });
  return async (fault) => {
    const folder = await makeTrialFolder();
    const timeoutMs = FAULT_TABLE[fault] === 'timeout' ? SHORT_MS : CAP_MS;
    const call = folder.call({ role: 'executor', skill, timeoutMs, prompt: promptOf(fault) });
    const { end, durationMs } = await agent.run(call);
    expect(durationMs, `${fault}: no hang`).toBeLessThan(timeoutMs + GRACE_MS);
    expect(await markedProcesses(call.marker), fault).toEqual([]);
    if (fault === 'error after a file was written') expect(await exists(join(folder.cwd, 'notes.txt'))).toBe(true);
    return end;
  };
}

function promptOf(fault: Fault): string {
  return `Take notes: ${fault}.`;
}

describe.each(AGENTS.filter(({ executable }) => executable !== null))('the agent $name', (tested) => {
  test('ends in one way for every failure of its service, in time, with a message and no process left', {
    timeout: 240_000,
  }, async () => {
    const callWith = await callsOf(tested);
    const limit = pLimit(3);
    const ends = await Promise.all(NAMES.map((fault) => limit(async () => [fault, await callWith(fault)] as const)));
    const kinds = Object.fromEntries(ends.map(([fault, end]) => [fault, endName(end)]));
    expect(kinds).toEqual({ ...FAULT_TABLE, ...tested.faults });
    for (const [fault, end] of ends) if (end.type === 'failed') expect(end.message, fault).toMatch(/\w/);
  });

  test.skipIf(process.platform !== 'linux' || !tested.hasProgram).each<[string, (pid: number) => void]>([
    ['SIGTERM to its group', (pid) => process.kill(-pid, 'SIGTERM')],
    ['SIGINT to its group', (pid) => process.kill(-pid, 'SIGINT')],
    ['SIGKILL to what we started', (pid) => process.kill(pid, 'SIGKILL')],
  ])('has not completed when %s ends it amid a command, and nothing of it goes on', async (_, kill) => {
    const work = { tools: [tested.tools.shell('sleep 300')] };
    const { agent, folder } = await setScene(
      tested,
      () =>
        ({ turn }) =>
          turn === 0 ? work : 'hang',
    );
    const call = folder.call({ role: 'executor', timeoutMs: CAP_MS });
    const answer = agent.run(call);
    kill(await busyProcess(call.marker));
    const { end } = await answer;
    expect(endName(end)).toMatch(/^(cut|crash)$/);
    expect(await markedProcesses(call.marker)).toEqual([]);
  });
});

/** The process that we started, once what it started runs the command. */
async function busyProcess(marker: string): Promise<number> {
  for (;;) {
    const found = await markedProcesses(marker);
    const ours = found.find(({ isOurs }) => isOurs);
    if (ours !== undefined && found.some(({ args }) => args.startsWith('sleep'))) return ours.pid;
    await delay(50);
  }
}
