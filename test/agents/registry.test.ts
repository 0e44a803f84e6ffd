import { describe, expect, test } from 'vitest';
import { createAgent } from '../../src/agents/registry.ts';

const setting = {
  environment: {},
  cwd: '/home/ann',
  passEnv: [],
  prices: async () => ({ date: '2026-01-31', models: {} }),
};

describe('an agent is made from', () => {
  test('a name and a model, or a name and a program from where the user stands', async () => {
    expect(createAgent('claude:opus', setting).name).toBe('claude');
    await expect(createAgent('command:./mine', setting).identify()).rejects.toThrow('/home/ann/mine');
  });

  test.each(['gpt', '', 'toString', '__proto__', 'constructor:x'])('no unknown name such as %j', (spec) => {
    expect(() => createAgent(spec, setting)).toThrow(`The agent ${JSON.stringify(spec)} is unknown.`);
  });

  test('no program where none is named', () => {
    expect(() => createAgent('command', setting)).toThrow('The agent "command" needs a program.');
  });
});
