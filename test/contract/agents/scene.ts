import { onTestFinished } from 'vitest';
import type { Agent } from '../../../src/agents/port.ts';
import { type ModelScript, type ModelServer, startModelServer } from '../../support/model-server/server.ts';
import { installNotes, makeTrialFolder, type TrialFolder } from '../../support/trial-folder.ts';
import type { AgentUnderTest } from './descriptor.ts';

export interface AgentScene {
  readonly agent: Agent;
  readonly server: ModelServer;
  readonly folder: TrialFolder;
  /** The skill `notes`, where the agent finds it. */
  readonly skill: Awaited<ReturnType<typeof installNotes>>;
}

/** A user who is logged in, with a home of decoys, and a trial whose model follows the script. */
export async function setScene(
  tested: AgentUnderTest,
  script: (scene: Pick<AgentScene, 'skill'>) => ModelScript,
  login: AgentUnderTest['login'] = tested.login,
): Promise<AgentScene> {
  const folder = await makeTrialFolder();
  let follow: ModelScript = () => 'hang';
  const server = await startModelServer((request) => follow(request));
  onTestFinished(() => server.close());
  const environment = { PATH: process.env.PATH, HOME: folder.userHome, ...login };
  const agent = tested.create(tested.executable ?? '', { url: server.url, environment });
  const skill = await installNotes(folder, agent);
  follow = script({ skill });
  return { agent, server, folder, skill };
}
