import type { AgentIdentity } from '../../core/schema/trial.ts';
import { findClient } from '../client.ts';
import type { Agent } from '../port.ts';
import { announcedSkills } from './announced.ts';
import { skillPlace } from './arguments.ts';
import { type Client, runPi } from './call.ts';
import { checkInstallation, PRODUCT } from './installation.ts';

export interface PiOptions {
  /** "PROVIDER/MODEL", or a name that only one provider has; null: the client's own default. */
  readonly model: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A path, or a name in PATH; without it `pi`. */
  readonly executable?: string;
}

/** pi, run headless: `pi -p --mode json` with the prompt on standard input and JSON lines as output. */
export function createPi(options: PiOptions): Agent {
  let known: Promise<Client> | null = null;
  const find = (): Promise<Client> => {
    known ??= inspect(options);
    return known;
  };
  return {
    name: 'pi',
    needsNetwork: true,
    skillPlace,
    identify: async () => (await find()).identity,
    announced: async (call) => announcedSkills(await find(), call),
    run: async (call) => runPi(await find(), call),
  };
}

async function inspect({ executable = 'pi', environment, model }: PiOptions): Promise<Client> {
  const client = { product: PRODUCT, install: 'npm install -g @earendil-works/pi-coding-agent' };
  const file = await findClient(client, { executable, path: environment.PATH });
  const identity: AgentIdentity = { name: 'pi', version: await checkInstallation(file, environment), model };
  return { file, identity, environment };
}
