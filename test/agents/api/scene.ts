import { onTestFinished } from 'vitest';
import { createApi } from '../../../src/agents/api/agent.ts';
import type { Agent } from '../../../src/agents/port.ts';
import { type ModelScript, type ModelServer, startModelServer } from '../../support/model-server/server.ts';
import { PRICES } from '../../support/prices.ts';
import { makeTrialFolder, type TrialFolder } from '../../support/trial-folder.ts';

export interface ApiScene {
  readonly agent: Agent;
  readonly server: ModelServer;
  readonly folder: TrialFolder;
}

/** A model behind the Anthropic API that follows the script, and a trial's folder. */
export async function setScene(
  script: ModelScript,
  { model = 'anthropic/claude-x', variables = {} }: { model?: string; variables?: Record<string, string> } = {},
): Promise<ApiScene> {
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  const environment = {
    PATH: process.env.PATH,
    ANTHROPIC_API_KEY: 'the-key-of-ann',
    ANTHROPIC_BASE_URL: server.url,
    ...variables,
  };
  const agent = createApi({ model, environment, prices: async () => PRICES, maxTurns: 5 });
  return { agent, server, folder: await makeTrialFolder() };
}
