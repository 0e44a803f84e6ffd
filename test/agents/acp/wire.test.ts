import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createWire } from '../../../src/agents/acp/wire.ts';

const ASKED = { jsonrpc: '2.0', id: 1, method: 'initialize', params: {} } as const;

test('what is sent before the client is there reaches it first, one message a line', async () => {
  const wire = createWire(() => undefined);
  const stdin = new PassThrough();
  const writer = wire.stream.writable.getWriter();
  await writer.write(ASKED);
  wire.open(stdin);
  await writer.write({ ...ASKED, id: 2 });
  await writer.close();
  const lines = (await text(stdin)).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).id)).toEqual([1, 2]);
});

test('only answers to what was asked are answers; they are kept as they came', async () => {
  const wire = createWire(() => undefined);
  wire.open(new PassThrough());
  await wire.stream.writable.getWriter().write(ASKED);
  const reader = wire.stream.readable.getReader();
  wire.line('{"jsonrpc":"2.0","id":7,"result":{"stray":true}}');
  wire.line('{"jsonrpc":"2.0","id":1,"result":{"of":"the protocol","and":"more"}}');
  wire.line('{"jsonrpc":"2.0","id":1,"result":"again"}');
  wire.close();
  expect(await reader.read()).toMatchObject({ value: { id: 1 } });
  expect((await reader.read()).done).toBe(true);
  expect(wire.answer()).toEqual({ of: 'the protocol', and: 'more' });
  expect(wire.log()).toHaveLength(2);
});

test('news are handed on at once, and the rest is log', async () => {
  const news: unknown[] = [];
  const wire = createWire((method, params) => news.push([method, params]));
  wire.line('{"jsonrpc":"2.0","method":"session/update","params":{"a":1}}');
  for (const line of ['starting…', '', '[]', 'null', '{"jsonrpc":"1.0"}', '{"jsonrpc":"2.0","id":{}}']) wire.line(line);
  expect(news).toEqual([['session/update', { a: 1 }]]);
  expect(wire.log()).toEqual(['starting…', '[]', 'null', '{"jsonrpc":"1.0"}', '{"jsonrpc":"2.0","id":{}}']);
});

test('a client that goes on after its end, or whose end is told twice, harms nobody', async () => {
  const wire = createWire(() => undefined);
  wire.close();
  wire.close();
  wire.line('{"jsonrpc":"2.0","id":1,"method":"fs/read_text_file"}');
  const reader = wire.stream.readable.getReader();
  expect((await reader.read()).done).toBe(true);
});
