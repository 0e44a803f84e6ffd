import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import type { AgentAnswer } from '../../src/agents/port.ts';
import { exists } from '../../src/platform/exists.ts';
import { markedProcesses } from '../support/marked.ts';
import { FAULTS, type Fault } from '../support/model-server/faults.ts';
import type { AgentUnderTest } from './agents/descriptor.ts';
import { endName, FAULT_TABLE } from './agents/fault-table.ts';
import { AGENTS } from './agents/list.ts';
import { setScene } from './agents/scene.ts';
import { takeNotes } from './agents/work.ts';

/** Longer than a client that retries as often as we let it. */
const CAP_MS = 40_000;
/** For services that never answer. */
const SHORT_MS = 8_000;
/** A client that is told to end may take this long before it is killed. */
const GRACE_MS = 12_000;

interface Ended extends Pick<AgentAnswer, 'end' | 'usage' | 'durationMs'> {
  readonly served: number;
  readonly left: number;
  readonly fileStays: boolean;
}

async function endOf(tested: AgentUnderTest, fault: Fault): Promise<Ended> {
  const { agent, server, folder, skill } = await setScene(tested, (scene) => FAULTS[fault](takeNotes(tested, scene)));
  const timeoutMs = FAULT_TABLE[fault] === 'timeout' ? SHORT_MS : CAP_MS;
  const call = folder.call({ role: 'executor', skill, timeoutMs });
  const { end, usage, durationMs } = await agent.run(call);
  expect(durationMs, `${fault}: no hang`).toBeLessThan(timeoutMs + GRACE_MS);
  const left = (await markedProcesses(call.marker)).length;
  const fileStays = await exists(join(folder.cwd, 'notes.txt'));
  return { end, usage, durationMs, served: server.requests.length, left, fileStays };
}

describe.each(AGENTS.filter(({ executable }) => executable !== null))('the agent $name', (tested) => {
  test('ends in one way for every failure of its service, in time, with a message and no process left', {
    timeout: 240_000,
  }, async () => {
    const names = Object.keys(FAULTS) as readonly Fault[];
    const limit = pLimit(3);
    const ended = await Promise.all(
      names.map((fault) => limit(async () => [fault, await endOf(tested, fault)] as const)),
    );
    const kinds = Object.fromEntries(ended.map(([fault, { end }]) => [fault, endName(end)]));
    expect(kinds).toEqual({ ...FAULT_TABLE, ...tested.faults });
    for (const [fault, { end, left }] of ended) {
      expect(left, fault).toBe(0);
      if (end.type === 'failed') expect(end.message, fault).toMatch(/\w/);
    }
    const late = Object.fromEntries(ended)['error after a file was written'];
    expect(late).toMatchObject({ fileStays: true });
  });

  test.skipIf(process.platform !== 'linux').each<[string, (pid: number) => void]>([
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
