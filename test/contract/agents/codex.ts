import { createCodex } from '../../../src/agents/codex/agent.ts';
import { realClient } from '../../support/clients.ts';
import type { AgentUnderTest } from './descriptor.ts';

export const codex: AgentUnderTest = {
  name: 'codex',
  executable: await realClient('codex'),
  hasProgram: true,
  create: (executable, { url, environment }) =>
    createCodex({ model: 'gpt-5', executable, environment: { ...environment, OPENAI_BASE_URL: `${url}/v1` } }),
  login: { OPENAI_API_KEY: 'key' },
  tools: {
    useSkill: (_, dir) => shell(`cat '${dir}/SKILL.md'`),
    write: (path, content) => shell(`printf '%s' '${content}' > '${path}'`),
    shell,
  },
  answer: (value) => ({ text: JSON.stringify(value) }),
  // Its sandbox does, but its stream is silent on what was denied.
  keepsInside: false,
  // The client tells both in the same words.
  faults: { '200 with garbage': 'cut' },
};

function shell(cmd: string) {
  return { name: 'exec_command', input: { cmd } };
}
