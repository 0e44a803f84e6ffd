import { describe, expect, test } from 'vitest';
import { FAULTS, type Fault } from '../../support/model-server/faults.ts';
import type { ModelScript } from '../../support/model-server/server.ts';
import { setScene } from './scene.ts';

const work: ModelScript = ({ turn }) =>
  turn < 2 ? { tools: [{ name: 'write', input: { path: `${turn}.txt`, content: 'x' } }] } : { text: 'Done.' };

const OPEN = { input_tokens: null, cost_usd: null };
const FREE = { input_tokens: 0, cost_usd: 0 };

/** How each failure of the service ends a call, and what is known of its usage. */
const ENDS: Readonly<Record<Fault, readonly [end: object, usage: object]>> = {
  'login refused (401)': [{ kind: 'auth' }, FREE],
  'request refused (400)': [{ kind: 'crash' }, FREE],
  'model unknown (404)': [{ kind: 'auth' }, FREE],
  'too many requests (429)': [{ kind: 'rate_limit' }, FREE],
  'server error (500)': [{ kind: 'overload' }, FREE],
  'overloaded (529)': [{ kind: 'overload' }, FREE],
  'overloaded twice, then fine': [{ kind: 'overload' }, FREE],
  'no answer at all': [{ type: 'timeout' }, OPEN],
  'stream goes silent': [{ type: 'timeout' }, OPEN],
  'stream is cut': [{ kind: 'cut' }, OPEN],
  '200 with garbage': [{ kind: 'protocol' }, OPEN],
  'error after a file was written': [{ kind: 'crash' }, { input_tokens: 2000, cost_usd: expect.closeTo(0.003) }],
  'empty final text': [{ type: 'completed' }, { input_tokens: 3000, cost_usd: expect.closeTo(0.0045) }],
};

describe('a service fails:', () => {
  test.each(Object.keys(FAULTS) as Fault[])('%s', async (fault) => {
    const { agent, server, folder } = await setScene(FAULTS[fault](work));
    const answer = await agent.run(folder.call({ role: 'executor', timeoutMs: 1500 }));
    const [end, usage] = ENDS[fault];
    expect(answer.end).toMatchObject(end);
    expect(answer.usage).toMatchObject(usage);
    // Nobody but the run itself tries again.
    expect(server.requests.length).toBe(fault.startsWith('error after') || fault.startsWith('empty') ? 3 : 1);
  });

  test.each([
    ['in seconds', { 'retry-after': '7' }, 7000],
    ['in milliseconds', { 'retry-after-ms': '1500' }, 1500],
    ['not at all', {}, null],
  ])('it says %s when it wants to be asked again', async (_, headers, retryAfterMs) => {
    const { agent, folder } = await setScene(() => ({ status: 429, headers }));
    const { end } = await agent.run(folder.call({ role: 'executor' }));
    expect(end).toMatchObject({ kind: 'rate_limit', retryAfterMs });
  });

  test('an account without means is no rate limit', async () => {
    const { agent, folder } = await setScene(() => ({ status: 429, body: { error: { code: 'insufficient_quota' } } }));
    expect((await agent.run(folder.call({ role: 'executor' }))).end).toMatchObject({ kind: 'auth' });
  });

  test('it is not there any more', async () => {
    const { agent, server, folder } = await setScene(work);
    await server.close();
    expect((await agent.run(folder.call({ role: 'judge' }))).end).toMatchObject({ kind: 'overload' });
  });

  test('a model that says nothing and does nothing has given an empty answer', async () => {
    const { agent, folder } = await setScene(() => ({ text: '' }));
    expect((await agent.run(folder.call({ role: 'executor' }))).end).toMatchObject({ kind: 'empty' });
  });
});

describe('a call ends', () => {
  test('as a time-out in the middle of a command, which ends with it', async () => {
    const { agent, folder } = await setScene(() => ({ tools: [{ name: 'shell', input: { command: 'sleep 60' } }] }));
    const answer = await agent.run(folder.call({ role: 'executor', timeoutMs: 800 }));
    expect(answer.end).toEqual({ type: 'timeout' });
    expect(answer.durationMs).toBeLessThan(10_000);
    expect(answer.usage).toMatchObject({ input_tokens: 1000 });
  });

  test('as interrupted when its caller ends it', async () => {
    const stop = new AbortController();
    const { agent, folder } = await setScene(() => {
      setTimeout(() => stop.abort(), 100);
      return 'hang';
    });
    const answer = await agent.run(folder.call({ role: 'executor', signal: stop.signal }));
    expect(answer.end).toEqual({ type: 'interrupted' });
  });
});
