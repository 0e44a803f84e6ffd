import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '../../../src/agents/port.ts';
import { exists } from '../../../src/platform/exists.ts';
import type { ModelRequest } from '../../support/model-server/request.ts';
import type { ModelScript } from '../../support/model-server/server.ts';
import { installNotes } from '../../support/trial-folder.ts';
import { setScene } from './scene.ts';

const say = (text: string) => ({ text });
const use = (name: string, input: unknown) => ({ tools: [{ name, input }] });

/** One reply a turn, the last one for ever. */
function inTurn(...replies: readonly ReturnType<ModelScript>[]): ModelScript {
  return ({ turn }) => replies[Math.min(turn, replies.length - 1)] ?? say('');
}

/** The path of the skill's SKILL.md, as the model is told it. */
function skillFile({ raw }: ModelRequest): string {
  return /\((\/[^)]*SKILL\.md)\)/.exec(raw)?.[1] ?? '';
}

describe('a model as executor', () => {
  test('is told of the skill by name and description, reads it, and writes its output into the work folder', async () => {
    const { agent, server, folder } = await setScene((request) => {
      if (request.turn === 0) return use('read', { path: skillFile(request) });
      return request.turn === 1 ? use('write', { path: 'a/notes.txt', content: 'noted' }) : say('Done.');
    });
    const heard: AgentEvent[] = [];
    const skill = await installNotes(folder, agent);
    const call = folder.call({ role: 'executor', skill, onEvent: (event) => heard.push(event) });
    const answer = await agent.run(call);
    expect(answer).toMatchObject({
      end: { type: 'completed' },
      text: 'Done.',
      structured: null,
      activation: { used: true, visible: ['notes'] },
      identity: { name: 'api', version: null, model: 'anthropic/claude-x' },
      usage: { input_tokens: 3000, output_tokens: 150, cached_input_tokens: 0, cost_usd: expect.closeTo(0.0045) },
    });
    expect(await readFile(join(folder.cwd, 'a/notes.txt'), 'utf8')).toBe('noted');
    expect(server.requests.map(({ raw }) => raw.includes('OUR_BODY'))).toEqual([false, true, true]);
    expect(server.requests[0]?.raw).toContain('Takes notes for OURS');
    expect(heard).toEqual(answer.events);
    expect(await agent.announced(call)).toEqual(['notes']);
  });

  test('that never reads the skill has not used it', async () => {
    const { agent, folder } = await setScene(inTurn(use('read', { path: 'nothing/SKILL.md' }), say('Done.')));
    const answer = await agent.run(folder.call({ role: 'executor', skill: await installNotes(folder, agent) }));
    expect(answer.activation).toEqual({ used: false, visible: ['notes'] });
  });

  test('may run commands, which see neither the key nor outlive themselves', async () => {
    const { agent, folder } = await setScene(
      inTurn(use('shell', { command: '(sleep 300 &); env; echo $((6*7)) > answer.txt' }), say('Done.')),
    );
    const call = folder.call({ role: 'executor', passEnv: ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL'] });
    const answer = await agent.run(call);
    expect(answer.end).toEqual({ type: 'completed' });
    expect(await readFile(join(folder.cwd, 'answer.txt'), 'utf8')).toBe('42\n');
    expect(JSON.stringify(answer.events)).toContain('ANTHROPIC_BASE_URL');
    expect(JSON.stringify(answer.events)).not.toContain('the-key-of-ann');
  });

  test.each([
    ['above the work folder', '../outside.txt'],
    ['by its absolute path', '/outside.txt'],
    ['through a link', 'door/outside.txt'],
    ['through a link that leads nowhere yet', 'loose'],
    ['in the skill', '../skill/notes/SKILL.md'],
  ])('is failed as denied where it may not write: %s', async (_, path) => {
    const { agent, folder } = await setScene(
      inTurn(
        use('shell', { command: 'ln -s .. door; ln -s ../outside.txt loose' }),
        use('write', { path, content: 'x' }),
        say('Hm.'),
      ),
    );
    const skill = await installNotes(folder, agent);
    const answer = await agent.run(folder.call({ role: 'executor', skill }));
    expect(answer.end).toMatchObject({ type: 'failed', kind: 'denied' });
    expect(await exists(join(folder.cwd, '../outside.txt'))).toBe(false);
    expect(await readFile(join(skill.dir, 'SKILL.md'), 'utf8')).toContain('OUR_BODY');
  });

  test('is not failed for a denial that it then found a way around', async () => {
    const { agent, folder } = await setScene(
      inTurn(use('write', { path: '/x.txt', content: 'x' }), use('write', { path: 'x.txt', content: 'x' }), say('Ok.')),
    );
    expect((await agent.run(folder.call({ role: 'executor' }))).end).toEqual({ type: 'completed' });
  });

  test('goes on after calls that nobody can answer', async () => {
    const { agent, folder } = await setScene(
      inTurn(use('fly', {}), use('read', { path: 7 }), use('read', { path: 'none.txt' }), say('Sorry.')),
    );
    const answer = await agent.run(folder.call({ role: 'executor' }));
    expect(answer).toMatchObject({ end: { type: 'completed' }, text: 'Sorry.' });
    expect(answer.events.filter((event) => event.type === 'tool_result' && event.is_error)).toHaveLength(3);
  });

  test('is ended after so many turns, or so much money', async () => {
    const { agent, server, folder } = await setScene(() => use('list', {}));
    const endless = await agent.run(folder.call({ role: 'executor' }));
    expect(endless.end).toMatchObject({ kind: 'cap', message: 'stopped after 5 turns' });
    const dear = await agent.run(folder.call({ role: 'executor', maxUsd: 0.003 }));
    expect(dear.end).toMatchObject({ kind: 'cap', message: 'stopped at the cost cap of 0.003 US dollars' });
    expect(dear.usage.cost_usd).toBeCloseTo(0.003);
    expect(server.requests).toHaveLength(7);
  });

  test('of unknown price cannot be held to a cost cap, so it is not asked at all', async () => {
    const { agent, server, folder } = await setScene(() => say('Hi.'), { model: 'anthropic/claude-y' });
    await expect(agent.run(folder.call({ role: 'executor', maxUsd: 1 }))).rejects.toMatchObject({ code: 'usage' });
    expect((await agent.run(folder.call({ role: 'executor' }))).usage).toMatchObject({
      input_tokens: 1000,
      cost_usd: null,
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a model as judge', () => {
  const schema = { type: 'object', required: ['expectations'], properties: { expectations: { type: 'array' } } };

  test('looks at the files and gives its answer as data', async () => {
    const answered = { expectations: [{ id: 1, passed: true, evidence: 'line 3' }] };
    const { agent, server, folder } = await setScene(
      inTurn(use('list', {}), use('grep', { pattern: 'own[e]r' }), use('StructuredOutput', answered)),
    );
    await mkdir(join(folder.cwd, 'outputs'));
    await writeFile(join(folder.cwd, 'outputs/notes.md'), 'a\nthe owner is Ann\n');
    const answer = await agent.run(folder.call({ role: 'judge', schema }));
    expect(answer).toMatchObject({
      end: { type: 'completed' },
      structured: answered,
      activation: { used: null, visible: [] },
    });
    expect(server.requests.map(({ role }) => role)).toEqual(['judge', 'judge', 'judge']);
    expect(server.requests[1]?.said).toContain('outputs/notes.md');
    expect(server.requests[2]?.said).toContain('outputs/notes.md:2:the owner is Ann');
  });

  test('cannot change or run anything', async () => {
    const { agent, server, folder } = await setScene(inTurn(use('write', { path: 'x', content: '' }), say('No.')));
    await agent.run(folder.call({ role: 'judge', schema }));
    expect(await exists(join(folder.cwd, 'x'))).toBe(false);
    expect(server.requests[0]?.raw).not.toContain('"shell"');
  });

  test('that answers in prose has given no data, which is for who asked to say', async () => {
    const { agent, folder } = await setScene(() => say('It is all fine.'));
    const answer = await agent.run(folder.call({ role: 'judge', schema }));
    expect(answer).toMatchObject({ end: { type: 'completed' }, text: 'It is all fine.', structured: null });
  });

  test('that looks and then says nothing is of no use', async () => {
    const { agent, folder } = await setScene(inTurn(use('list', {}), say('')));
    const { end } = await agent.run(folder.call({ role: 'judge', schema }));
    expect(end).toMatchObject({ type: 'failed', kind: 'protocol' });
  });
});

describe('a model as improver', () => {
  test('edits the copy of the skill and says what it changed', async () => {
    const changelog = { changelog: 'Say where.', hypothesis: 'h', expected_flips: [] };
    const edit = { path: 'skill/SKILL.md', old: 'Write notes.', new: 'Write notes.txt.' };
    const { agent, folder } = await setScene(inTurn(use('edit', edit), use('StructuredOutput', changelog)));
    await folder.write('repo/trial/work/skill/SKILL.md', 'Write notes.\n');
    const schema = { type: 'object', properties: { changelog: { type: 'string' } } };
    const skill = { name: 'notes', description: 'd', dir: join(folder.cwd, 'skill') };
    const answer = await agent.run(folder.call({ role: 'improver', skill, schema }));
    expect(answer).toMatchObject({ end: { type: 'completed' }, structured: changelog, activation: { used: null } });
    expect(await readFile(join(folder.cwd, 'skill/SKILL.md'), 'utf8')).toBe('Write notes.txt.\n');
  });
});
