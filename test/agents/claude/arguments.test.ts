import { describe, expect, test } from 'vitest';
import { claudeArguments, skillPlace } from '../../../src/agents/claude/arguments.ts';

const skill = { name: 'notes', description: 'Takes notes', dir: '/trial/plugin/skills/notes' };
const client = { model: null, hidden: [] };
const executor = { role: 'executor', skill, schema: null, maxUsd: null } as const;

function flagValue(args: readonly string[], flag: string): string | undefined {
  return args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined;
}

describe('the command line of a call', () => {
  test('asks for a stream of JSON lines and reads no settings of anybody', () => {
    const args = claudeArguments(executor, client);
    expect(args.slice(0, 5)).toEqual(['-p', '--output-format', 'stream-json', '--verbose', '--no-session-persistence']);
    expect(flagValue(args, '--setting-sources')).toBe('');
    expect(args).toContain('--strict-mcp-config');
  });

  test('lets an agent edit its work folder and use the shell, and never skips permissions', () => {
    const args = claudeArguments(executor, client);
    expect(flagValue(args, '--permission-mode')).toBe('acceptEdits');
    expect(flagValue(args, '--allowedTools')).toBe('Bash');
    expect(args.join(' ')).not.toContain('dangerously');
  });

  test('shows an executor the plugin folder that holds the skill', () => {
    expect(claudeArguments(executor, client)).not.toContain('--disable-slash-commands');
    expect(flagValue(claudeArguments(executor, client), '--plugin-dir')).toBe('/trial/plugin');
    expect(`/trial/${skillPlace('notes')}`).toBe(skill.dir);
  });

  test.each([
    { role: 'judge', skill: null },
    { role: 'improver', skill: { ...skill, dir: '/stage/skill' } },
    { role: 'executor', skill: null },
  ] as const)('shows no skill at all to $role without one under test', (call) => {
    const args = claudeArguments({ ...call, schema: null, maxUsd: null }, client);
    expect(args).toContain('--disable-slash-commands');
    expect(args).not.toContain('--plugin-dir');
  });

  test('hands model, cost cap and schema through, and leaves them out when there are none', () => {
    const schema = { type: 'object', properties: { 'a "quoted" name': {} } };
    const args = claudeArguments({ role: 'judge', skill: null, schema, maxUsd: 0.25 }, { ...client, model: 'sonnet' });
    expect(flagValue(args, '--model')).toBe('sonnet');
    expect(flagValue(args, '--max-budget-usd')).toBe('0.25');
    expect(JSON.parse(flagValue(args, '--json-schema') ?? '')).toEqual(schema);
    const bare = claudeArguments(executor, client);
    for (const flag of ['--model', '--max-budget-usd', '--json-schema']) expect(bare).not.toContain(flag);
  });

  test('turns off by name what the client brings along, and nothing where it brings nothing', () => {
    const args = claudeArguments(executor, { ...client, hidden: ['doctor', 'x:y'] });
    expect(flagValue(args, '--settings')).toBe('{"skillOverrides":{"doctor":"off","x:y":"off"}}');
    expect(claudeArguments(executor, client)).not.toContain('--settings');
  });
});
