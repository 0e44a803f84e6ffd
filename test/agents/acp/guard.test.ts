import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createGuard } from '../../../src/agents/acp/guard.ts';
import { createUpdates } from '../../../src/agents/acp/updates.ts';
import type { AgentEvent } from '../../../src/agents/port.ts';
import { exists } from '../../../src/platform/exists.ts';
import { makeTrialFolder } from '../../support/trial-folder.ts';

async function setScene() {
  const folder = await makeTrialFolder();
  const call = folder.call({
    role: 'executor',
    skill: { name: 'n', description: '', dir: join(folder.root, 'skill/n') },
  });
  await mkdir(call.skill?.dir ?? '', { recursive: true });
  const events: AgentEvent[] = [];
  const onEvent = (event: AgentEvent) => void events.push(event);
  const updates = createUpdates(onEvent);
  return { ...folder, call, events, updates, guard: createGuard({ call, updates, onEvent }) };
}

const OPTIONS = [
  { optionId: 'never', kind: 'reject_always' },
  { optionId: 'no', kind: 'reject_once' },
  { optionId: 'ever', kind: 'allow_always' },
  { optionId: 'yes', kind: 'allow_once' },
];

describe('permission', () => {
  test.each([
    ['to change a file of the work folder', { kind: 'edit', locations: [{ path: 'a/b.txt' }] }, 'yes'],
    ['to change a file elsewhere', { kind: 'edit', locations: [{ path: '../b.txt' }] }, 'no'],
    ['to change one of several elsewhere', { kind: 'edit', locations: [{ path: 'a' }, { path: '/etc/b' }] }, 'no'],
    ['by a diff elsewhere', { kind: 'edit', content: [{ type: 'diff', path: '/etc/b', newText: '' }] }, 'no'],
    ['to change the skill', { kind: 'edit', locations: [{ path: '../../../skill/n/SKILL.md' }] }, 'no'],
    ['to read the skill', { kind: 'read', locations: [{ path: '../../../skill/n/SKILL.md' }] }, 'yes'],
    ['to read elsewhere', { kind: 'read', locations: [{ path: '/etc/passwd' }] }, 'no'],
    ['to do who knows what elsewhere', { locations: [{ path: '../../../skill/n/SKILL.md' }] }, 'no'],
    ['to run a command', { kind: 'execute', rawInput: { command: 'ls' } }, 'yes'],
  ])('%s', async (_, toolCall, answer) => {
    const { guard, events } = await setScene();
    expect(await guard.permit({ toolCall: { toolCallId: '1', ...toolCall }, options: OPTIONS })).toBe(answer);
    expect(guard.denied).toEqual(answer === 'no' ? ['1'] : []);
    expect(events).toMatchObject([{ type: 'tool_call', id: '1' }]);
  });

  test('is about all that was told of the call before', async () => {
    const { guard, updates } = await setScene();
    const locations = [{ path: '/etc/passwd' }];
    updates.take({ update: { sessionUpdate: 'tool_call', toolCallId: '1', title: 't', kind: 'edit', locations } });
    expect(await guard.permit({ toolCall: { toolCallId: '1' }, options: OPTIONS })).toBe('no');
  });

  test('cannot be given where no such answer is offered', async () => {
    const { guard } = await setScene();
    const toolCall = { toolCallId: '1', kind: 'edit', locations: [{ path: '/etc/x' }] };
    expect(await guard.permit({ toolCall, options: OPTIONS.slice(2) })).toBeNull();
  });
});

describe('files', () => {
  test('are read as a whole or by lines, and written with their folders', async () => {
    const { guard, cwd, events } = await setScene();
    await guard.write({ path: join(cwd, 'a/b.txt'), content: 'one\ntwo\nthree' });
    expect(await readFile(join(cwd, 'a/b.txt'), 'utf8')).toBe('one\ntwo\nthree');
    expect(await guard.read({ path: join(cwd, 'a/b.txt') })).toBe('one\ntwo\nthree');
    expect(await guard.read({ path: join(cwd, 'a/b.txt'), line: 2, limit: 1 })).toBe('two');
    expect(events.map(({ type }) => type)).toEqual([
      'tool_call',
      'tool_result',
      'tool_call',
      'tool_result',
      'tool_call',
      'tool_result',
    ]);
  });

  test('elsewhere are out of reach, through links as well, and that is noted', async () => {
    const { guard, cwd, root, events } = await setScene();
    await symlink('..', join(cwd, 'door'));
    await writeFile(join(root, 'secret'), 'SECRET');
    await expect(guard.read({ path: join(root, 'secret') })).rejects.toThrow('out of reach');
    await expect(guard.write({ path: join(cwd, 'door/x'), content: '' })).rejects.toThrow('out of reach');
    expect(await exists(join(cwd, '../x'))).toBe(false);
    expect(guard.denied).toHaveLength(2);
    expect(JSON.stringify(events)).not.toContain('SECRET');
  });
});
