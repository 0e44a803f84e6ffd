import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clientNames, createAgent } from '../../src/agents/registry.ts';
import { JUDGE_SCHEMA, readJudgement } from '../../src/evals/judge.ts';
import { confinerOf } from '../../src/loop/confine.ts';
import { exists } from '../../src/platform/exists.ts';
import { openSandbox } from '../../src/platform/sandbox/open.ts';
import { noBwrap } from '../support/bwrap.ts';
import { DECOY, plantDecoys } from '../support/decoys.ts';
import { type MarkedProcess, markedProcesses } from '../support/marked.ts';
import { SERVED } from '../support/model-server/reply.ts';
import type { ModelScript } from '../support/model-server/server.ts';
import { PRICES } from '../support/prices.ts';
import { AGENTS } from './agents/list.ts';
import { setScene } from './agents/scene.ts';
import { takeNotes } from './agents/work.ts';

describe.each(AGENTS.filter(({ executable }) => executable !== null))('the agent $name', (tested) => {
  const { tools } = tested;
  const always =
    (command: string): ModelScript =>
    () => ({ tools: [tools.shell(command)] });

  test('does a task with the skill, and tells what it did, with what and at which price', async () => {
    const { agent, server, folder, skill } = await setScene(tested, (scene) => takeNotes(tested, scene));
    const identity = await agent.identify();
    const heard: unknown[] = [];
    const onEvent = (event: unknown) => heard.push(event);
    const answer = await agent.run(folder.call({ role: 'executor', skill, onEvent }));
    expect(answer).toMatchObject({ end: { type: 'completed' }, text: 'Done.', activation: { used: true } });
    expect(answer.identity).toEqual(identity);
    expect(await readFile(join(folder.cwd, 'notes.txt'), 'utf8')).toBe('noted');
    expect(answer.events).toEqual(heard);
    expect(answer.usage).toMatchObject({
      input_tokens: server.requests.length * SERVED.input,
      output_tokens: server.requests.length * SERVED.output,
    });
  });

  test('announces the skill once and nothing else, whatever lies in the home and above', async () => {
    const { agent, server, folder, skill } = await setScene(tested, (scene) => takeNotes(tested, scene));
    const places = [folder.userHome, join(folder.root, 'repo'), join(folder.root, 'repo', 'trial')];
    for (const place of places) await plantDecoys(place, 'notes');
    const probe = folder.call({ role: 'executor', skill, home: join(folder.root, 'probe') });
    expect([null, ['notes']]).toContainEqual(await agent.announced(probe));
    expect(server.requests).toEqual([]);
    const answer = await agent.run(folder.call({ role: 'executor', skill }));
    expect(answer).toMatchObject({ end: { type: 'completed' }, activation: { used: true } });
    expect(server.requests[0]?.raw.split('Takes notes for OURS')).toHaveLength(2);
    expect(server.requests.map(({ raw }) => raw.includes('OUR_BODY'))).toEqual([false, true, true]);
    expect(server.requests.filter(({ raw }) => raw.includes(DECOY))).toEqual([]);
    for (const place of places) expect(await exists(join(place, DECOY))).toBe(false);
  });

  test.skipIf(noBwrap !== null)('does the same behind bwrap, and reaches nothing of the home there', async () => {
    const { agent, folder, skill } = await setScene(tested, (scene) => takeNotes(tested, scene));
    await writeFile(join(folder.userHome, 'diary'), 'DIARY');
    const wall = { sandbox: await openSandbox('bwrap', process.env.PATH ?? ''), hidden: [], offline: false };
    const walled = async (name: string) => {
      const place = { role: 'executor', skill, cwd: folder.cwd, home: join(folder.root, name) } as const;
      await mkdir(place.home);
      return folder.call({ ...place, confine: confinerOf(wall, place) });
    };
    expect([null, ['notes']]).toContainEqual(await agent.announced(await walled('probe')));
    const call = await walled('trial-home');
    const answer = await agent.run(call);
    expect(answer).toMatchObject({ end: { type: 'completed' }, text: 'Done.', activation: { used: true } });
    expect(await readFile(join(folder.cwd, 'notes.txt'), 'utf8')).toBe('noted');
    const env = { PATH: process.env.PATH ?? '' };
    const look = await call.confine({ file: 'cat', args: [join(folder.userHome, 'diary')], cwd: folder.cwd, env });
    expect(spawnSync(look.file, look.args, { env: look.env, encoding: 'utf8' }).stdout).toBe('');
  });

  test('says so where the skill is seen and not used', async () => {
    const { agent, folder, skill } = await setScene(tested, () => () => ({ text: 'I know that already.' }));
    const answer = await agent.run(folder.call({ role: 'executor', skill }));
    expect(answer).toMatchObject({ end: { type: 'completed' }, activation: { used: false } });
  });

  test('gets a prompt of any size on standard input, exactly as it is, and never as an argument', async () => {
    const running: MarkedProcess[] = [];
    const call = { marker: '' };
    const { agent, server, folder } = await setScene(tested, () => async () => {
      running.push(...(await markedProcesses(call.marker)));
      return { text: 'Read.' };
    });
    const prompt = `-p "quoted" 'too' \\ $HOME ü 雪\n${'long '.repeat(60_000)}end`;
    const asked = folder.call({ role: 'executor', prompt });
    call.marker = asked.marker;
    expect((await agent.run(asked)).end).toEqual({ type: 'completed' });
    expect(server.requests[0]?.raw).toContain(JSON.stringify(prompt).slice(1, -1));
    expect(running.filter(({ args }) => args.includes('long long'))).toEqual([]);
    if (process.platform === 'linux' && tested.hasProgram) expect(running).not.toEqual([]);
  });

  test('answers a judge in the shape that is asked for, and sees no skill then', async () => {
    const answered = {
      expectations: [{ id: 1, passed: true, evidence: 'line 3' }],
      eval_feedback: { suggestions: [], overall: '' },
    };
    const { agent, folder } = await setScene(tested, () => () => tested.answer(answered));
    const answer = await agent.run(folder.call({ role: 'judge', schema: JUDGE_SCHEMA }));
    expect(answer).toMatchObject({ end: { type: 'completed' }, activation: { used: null } });
    const asked = [{ number: 1, text: 'It is short', check: null }];
    expect(readJudgement(answer.structured, answer.text, asked)).toMatchObject({ type: 'judged' });
  });

  test('leaves no process behind that its shell started', async () => {
    const { agent, folder } = await setScene(
      tested,
      () =>
        ({ turn }) =>
          turn === 0 ? { tools: [tools.shell('(sleep 300 > sleep.log 2>&1 &); true')] } : { text: 'Done.' },
    );
    const call = folder.call({ role: 'executor' });
    expect((await agent.run(call)).end).toEqual({ type: 'completed' });
    expect(await markedProcesses(call.marker)).toEqual([]);
  });

  test('is ended at our time limit, with the command that it runs', async () => {
    const { agent, folder } = await setScene(tested, () => always('sleep 300 | sleep 301'));
    const call = folder.call({ role: 'executor', timeoutMs: 8_000 });
    const answer = await agent.run(call);
    expect(answer.end).toEqual({ type: 'timeout' });
    expect(answer.events).toContainEqual(expect.objectContaining({ type: 'tool_call' }));
    expect(answer.durationMs).toBeLessThan(20_000);
    expect(await markedProcesses(call.marker)).toEqual([]);
  });

  test('is interrupted when the run is, even while nobody answers it', async () => {
    const stop = new AbortController();
    const { agent, folder } = await setScene(tested, () => () => {
      stop.abort();
      return 'hang';
    });
    const call = folder.call({ role: 'executor', signal: stop.signal });
    expect((await agent.run(call)).end).toEqual({ type: 'interrupted' });
    expect(await markedProcesses(call.marker)).toEqual([]);
  });

  test.skipIf(!tested.keepsInside)('is failed as denied where it may not write', async () => {
    const { agent, folder } = await setScene(
      tested,
      () =>
        ({ turn, cwd }) =>
          turn === 0 ? { tools: [tools.write(join(cwd, '../outside.txt'), 'x')] } : { text: 'Hm.' },
    );
    expect((await agent.run(folder.call({ role: 'executor' }))).end).toMatchObject({ kind: 'denied' });
    expect(await exists(join(folder.cwd, '../outside.txt'))).toBe(false);
  });

  test('is refused without any login before a model is asked, with what to do', async () => {
    const { agent, server } = await setScene(tested, () => () => 'hang', {});
    await expect(agent.identify()).rejects.toMatchObject({
      code: 'agent_unavailable',
      message: expect.stringContaining('not logged in'),
      hint: expect.stringContaining(Object.keys(tested.login)[0] ?? ''),
    });
    expect(server.requests).toEqual([]);
  });

  test.skipIf(!clientNames().includes(tested.name))(
    'is refused where its program is missing, with the command that installs it',
    async () => {
      const agent = createAgent(tested.name, {
        environment: { PATH: '/nowhere' },
        cwd: '/',
        passEnv: [],
        prices: async () => PRICES,
      });
      await expect(agent.identify()).rejects.toMatchObject({
        code: 'agent_unavailable',
        hint: expect.stringContaining('npm install -g'),
      });
    },
  );
});
