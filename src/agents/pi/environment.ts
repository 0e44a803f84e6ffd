import { join } from 'node:path';
import { allowedEnvironment } from '../environment.ts';
import type { AgentCall } from '../port.ts';

type ParentEnvironment = Readonly<Record<string, string | undefined>>;

const PROVIDERS = [
  ...['AI_GATEWAY', 'ANTHROPIC', 'AWS', 'AZURE_OPENAI', 'CEREBRAS', 'CLOUDFLARE', 'DEEPSEEK', 'FIREWORKS', 'GEMINI'],
  ...['GOOGLE', 'GROQ', 'HF', 'KIMI', 'MINIMAX', 'MISTRAL', 'MOONSHOT', 'OPENAI', 'OPENCODE', 'OPENROUTER', 'TOGETHER'],
  ...['XAI', 'XIAOMI', 'ZAI'],
];

/** Names of the user's variables that say which service is asked, as whom, and how it is reached. */
const PASSED = new RegExp(`^(${PROVIDERS.join('|')})_`);

/** Where the client keeps its settings and its login in a home. */
export function agentFolder(home: string): string {
  return join(home, '.pi', 'agent');
}

/** The whole environment of pi: a home of ours, no look for updates, and what says as whom a service is asked. */
export function piEnvironment(
  parent: ParentEnvironment,
  { home, passEnv, hidden }: Pick<AgentCall, 'home' | 'passEnv' | 'hidden'>,
): Record<string, string> {
  const passed = Object.keys(parent).filter((name) => PASSED.test(name));
  return {
    ...allowedEnvironment(parent, [...passed, ...passEnv], hidden),
    PI_OFFLINE: '1',
    PI_TELEMETRY: '0',
    HOME: home,
    PI_CODING_AGENT_DIR: agentFolder(home),
  };
}
