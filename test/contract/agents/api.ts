import { createApi } from '../../../src/agents/api/agent.ts';
import { PRICES } from '../../support/prices.ts';
import type { AgentUnderTest } from './descriptor.ts';

export const api: AgentUnderTest = {
  name: 'api',
  executable: process.execPath,
  hasProgram: false,
  create: (_, { url, environment }) =>
    createApi({
      model: 'anthropic/claude-x',
      environment: { ...environment, ANTHROPIC_BASE_URL: url },
      prices: async () => PRICES,
    }),
  login: { ANTHROPIC_API_KEY: 'key' },
  tools: {
    useSkill: (_, dir) => ({ name: 'read', input: { path: `${dir}/SKILL.md` } }),
    write: (path, content) => ({ name: 'write', input: { path, content } }),
    shell: (command) => ({ name: 'shell', input: { command } }),
  },
  answer: (value) => ({ tools: [{ name: 'StructuredOutput', input: value }] }),
  keepsInside: true,
  faults: {
    // The service is asked once; what comes after that is up to our own retries.
    'overloaded twice, then fine': 'overload',
    // It reads the answer itself, and can tell that it is none.
    '200 with garbage': 'protocol',
  },
};
