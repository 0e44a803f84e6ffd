import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApi } from '../../../src/agents/api/agent.ts';
import { PRICES } from '../../support/prices.ts';

/** A service that answers every request with a status; its URL. */
async function serviceThatSays(status: number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}

const identify = (url: string) =>
  createApi({
    model: 'anthropic/claude-x',
    environment: { ANTHROPIC_API_KEY: 'key', ANTHROPIC_BASE_URL: url },
    prices: async () => PRICES,
  }).identify();

describe('before anything is run', () => {
  test.each([200, 404, 500])('a service that says %i is there', async (status) => {
    expect(await identify(await serviceThatSays(status))).toEqual({
      name: 'api',
      version: null,
      model: 'anthropic/claude-x',
    });
  });

  test.each([401, 403])('a key that is refused (%i) is told, with the variable to set', async (status) => {
    await expect(identify(await serviceThatSays(status))).rejects.toMatchObject({
      code: 'agent_unavailable',
      message: expect.stringContaining(`refuses the key (${status})`),
      hint: expect.stringContaining('ANTHROPIC_API_KEY'),
    });
  });

  test('a service that cannot be reached is told, with where it was looked for', async () => {
    await expect(identify('http://127.0.0.1:9')).rejects.toMatchObject({
      code: 'agent_unavailable',
      message: 'The service of anthropic at http://127.0.0.1:9/v1 cannot be reached.',
    });
  });
});
