import { fileURLToPath } from 'node:url';
import { createAcp } from '../../../src/agents/acp/agent.ts';
import type { AgentUnderTest } from './descriptor.ts';

/** A small client of ours; it asks a model behind the Anthropic API. */
export const acp: AgentUnderTest = {
  name: 'acp',
  executable: fileURLToPath(new URL('../../../fixtures/agents/acp/client.js', import.meta.url)),
  hasProgram: true,
  create(executable, { url, environment }) {
    const passEnv = ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL'];
    const variables = { ...environment, ANTHROPIC_BASE_URL: url };
    const agent = createAcp({ command: executable, environment: variables, cwd: '/', passEnv });
    return { ...agent, run: (call) => agent.run({ ...call, passEnv }) };
  },
  login: { ANTHROPIC_API_KEY: 'key' },
  tools: {
    useSkill: (_, dir) => ({ name: 'read', input: { path: `${dir}/SKILL.md` } }),
    write: (path, content) => ({ name: 'write', input: { path, content } }),
    shell: (command) => ({ name: 'shell', input: { command } }),
  },
  answer: (value) => ({ text: JSON.stringify(value) }),
  keepsInside: true,
  // It asks once; what comes after that is up to our own retries.
  faults: { 'overloaded twice, then fine': 'overload' },
};
