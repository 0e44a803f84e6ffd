import type { AgentIdentity } from '../../core/schema/trial.ts';
import { findClient } from '../client.ts';
import type { Agent } from '../port.ts';
import { skillPlace } from './arguments.ts';
import { announcedSkills, runCodex } from './call.ts';
import { checkInstallation, PRODUCT } from './installation.ts';

export interface CodexOptions {
  /** null: the client's own default. */
  readonly model: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A path, or a name in PATH; without it `codex`. */
  readonly executable?: string;
}

/** Codex, run headless: `codex exec` with the prompt on standard input and JSON lines as output. */
export function createCodex(options: CodexOptions): Agent {
  let known: Promise<{ readonly file: string; readonly identity: AgentIdentity }> | null = null;
  const find = () => {
    known ??= inspect(options);
    return known;
  };
  return {
    name: 'codex',
    needsNetwork: true,
    costUntilEnd: true,
    skillPlace,
    identify: async () => (await find()).identity,
    announced: async (call) => announcedSkills({ ...(await find()), environment: options.environment }, call),
    run: async (call) => runCodex({ ...(await find()), environment: options.environment }, call),
  };
}

async function inspect({ executable = 'codex', environment, model }: CodexOptions) {
  const client = { product: PRODUCT, install: 'npm install -g @openai/codex' };
  const file = await findClient(client, { executable, path: environment.PATH });
  const version = await checkInstallation(file, environment);
  return { file, identity: { name: 'codex', version, model } };
}
