import { createClaude } from '../../../src/agents/claude/agent.ts';
import { realClient } from '../../support/clients.ts';
import type { AgentUnderTest } from './descriptor.ts';

export const claude: AgentUnderTest = {
  name: 'claude',
  executable: await realClient('claude'),
  hasProgram: true,
  create: (executable, { url, environment }) =>
    createClaude({
      model: 'claude-sonnet-4-5',
      executable,
      environment: { ...environment, ANTHROPIC_BASE_URL: url },
    }),
  login: { ANTHROPIC_API_KEY: 'key' },
  tools: {
    useSkill: (name) => ({ name: 'Skill', input: { skill: name } }),
    write: (file_path, content) => ({ name: 'Write', input: { file_path, content } }),
    shell: (command) => ({ name: 'Bash', input: { command } }),
  },
  answer: (value) => ({ tools: [{ name: 'StructuredOutput', input: value }] }),
  keepsInside: true,
};
