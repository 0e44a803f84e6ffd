import { createPi } from '../../../src/agents/pi/agent.ts';
import { realClient } from '../../support/clients.ts';
import type { AgentUnderTest } from './descriptor.ts';

export const pi: AgentUnderTest = {
  name: 'pi',
  executable: await realClient('pi'),
  hasProgram: true,
  create: (executable, { url, environment }) =>
    createPi({ model: 'openai/gpt-5', executable, environment: { ...environment, OPENAI_BASE_URL: `${url}/v1` } }),
  login: { OPENAI_API_KEY: 'key' },
  tools: {
    useSkill: (_, dir) => ({ name: 'read', input: { path: `${dir}/SKILL.md` } }),
    write: (path, content) => ({ name: 'write', input: { path, content } }),
    shell: (command) => ({ name: 'bash', input: { command } }),
  },
  answer: (value) => ({ text: JSON.stringify(value) }),
  keepsInside: false,
  // What the client makes of it looks like an answer of which nothing was counted.
  faults: { '200 with garbage': 'cut' },
};
