import { createGemini } from '../../../src/agents/gemini/agent.ts';
import { realClient } from '../../support/clients.ts';
import type { AgentUnderTest } from './descriptor.ts';

export const gemini: AgentUnderTest = {
  name: 'gemini',
  executable: await realClient('gemini'),
  hasProgram: true,
  create: (executable, { url, environment }) =>
    createGemini({
      model: 'gemini-2.5-flash',
      executable,
      environment: { ...environment, GOOGLE_GEMINI_BASE_URL: url },
    }),
  login: { GEMINI_API_KEY: 'key' },
  tools: {
    useSkill: (name) => ({ name: 'activate_skill', input: { name } }),
    write: (file_path, content) => ({ name: 'write_file', input: { file_path, content } }),
    shell: (command) => ({ name: 'run_shell_command', input: { command } }),
  },
  answer: (value) => ({ text: JSON.stringify(value) }),
  keepsInside: true,
  // The client asks twice; what comes after that is up to our own retries.
  faults: { 'overloaded twice, then fine': 'overload' },
};
