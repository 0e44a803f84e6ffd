import { expect, test } from 'vitest';
import type { AgentEvent } from '../../src/agents/port.ts';
import { readsSkill } from '../../src/agents/skill-use.ts';

const call = (input: unknown): AgentEvent => ({ type: 'tool_call', id: '1', name: 'any', input });
const result = (is_error: boolean): AgentEvent => ({ type: 'tool_result', id: '1', output: '', is_error });

test.each([
  ['read by its path', [call({ path: '/t/notes/SKILL.md' }), result(false)], true],
  ['read by a command', [call({ command: ['sh', '-c', 'cat ../notes/SKILL.md'] })], true],
  ['another one', [call({ path: '/t/other/SKILL.md' })], false],
  ['only talked about', [{ type: 'message', role: 'assistant', text: 'notes/SKILL.md' }], false],
  ['not to be read', [call({ path: '/t/notes/SKILL.md' }), result(true)], false],
] as const)('a skill that was %s', (_, events, used) => {
  expect(readsSkill(events, '/t/notes')).toBe(used);
});
