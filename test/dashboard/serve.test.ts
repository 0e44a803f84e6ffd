import { writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Served, servePage } from '../../src/dashboard/serve.ts';
import { createSource } from '../../src/dashboard/source.ts';
import type { Workspace } from '../../src/store/layout.ts';
import { useTempFolder } from '../platform/temp.ts';
import { FOREIGN_RESULTS, foreignWorkspace } from '../support/foreign-workspace.ts';

const page = { script: 'document.title', style: 'body { color: red }' };
const temp = useTempFolder();
let workspace: Workspace;

beforeEach(async () => {
  workspace = await foreignWorkspace(temp());
});

async function serve(idleMs = 60_000): Promise<Served> {
  const served = await servePage({ page, source: createSource(workspace, '1.2.3'), port: 0, idleMs });
  onTestFinished(served.stop);
  return served;
}

interface Asked {
  readonly method?: string;
  readonly host?: string;
}

/** Asks as any program on this machine may, with paths that no browser would send. */
async function ask({ port }: Served, path: string, { method = 'GET', host }: Asked = {}) {
  const headers = { host: host ?? `127.0.0.1:${port}` };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers, agent: false }, resolve).on('error', reject).end();
  });
  const chunks: Buffer[] = await answer.toArray();
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks).toString() };
}

function tokenOf({ url }: Served): string {
  return new URL(url).pathname;
}

describe('the server of the page', () => {
  it('sends the page, its data and its parts behind its token', async () => {
    const served = await serve();
    const path = tokenOf(served);
    expect(path).toMatch(/^\/[0-9a-f]{32}\/$/);
    const { status, body, headers } = await ask(served, path);
    expect(status).toBe(200);
    expect(body).toContain('<script>document.title</script>');
    expect(body).toContain('theirs-autoresearch');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    const data = JSON.parse((await ask(served, `${path}data`)).body);
    expect(data).toMatchObject({ program: '1.2.3', view: { best: 'v1', iterations: [{}, {}, {}] } });
    expect(JSON.parse((await ask(served, `${path}trial/iteration-1/eval-1`)).body)).toMatchObject({
      details: { prompt: 'Do it.', expectations: [{ text: 'E1', passed: true }, { text: 'E2' }] },
      outputs: [{ path: 'answer.txt', kind: 'text', text: 'done\n' }],
    });
    expect(JSON.parse((await ask(served, `${path}changes/best`)).body)).toMatchObject({
      from: 'v0',
      to: 'v1',
      files: expect.arrayContaining([expect.objectContaining({ path: 'SKILL.md', insertions: 1, deletions: 1 })]),
    });
  });

  it('tells nobody anything who does not know the token, names another host, or wants to write', async () => {
    const served = await serve();
    const path = tokenOf(served);
    for (const other of ['/', '/data', `/${'0'.repeat(32)}/data`, path.slice(0, -1), `//${path}`]) {
      expect(await ask(served, other)).toMatchObject({ status: 404, body: 'This is not for you.\n' });
    }
    expect((await ask(served, path, { host: 'evil.example' })).status).toBe(403);
    expect((await ask(served, path, { host: `evil.example:${served.port}` })).status).toBe(403);
    expect((await ask(served, path, { host: `localhost:${served.port}` })).status).toBe(200);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await ask(served, path, { method })).status).toBe(405);
    }
  });

  it('reads nothing but the parts of the view, however a path is spelt', async () => {
    const served = await serve();
    const path = tokenOf(served);
    const paths = [
      '../results.tsv',
      'trial/iteration-1/../results.tsv',
      '..%2f..%2fetc%2fpasswd',
      'trial/iteration-1/eval-99',
      'trial/iteration-9/eval-1',
    ];
    for (const other of [
      ...paths,
      'changes/../../x',
      'changes/99',
      'results.tsv',
      'trial/iteration-1/eval-1/outputs/answer.txt',
    ]) {
      expect((await ask(served, path + other)).status, other).toBe(404);
    }
  });

  it('tells an open page at once, and again when the workspace changes', async () => {
    const served = await serve();
    const answer = await fetch(`${served.url}events`);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const changes = async (count: number) => {
      while (heard.split('event: change').length - 1 < count) heard += (await reader?.read())?.value ?? '';
    };
    await changes(1);
    await delay(700);
    await writeFile(workspace.results, `${FOREIGN_RESULTS}\r\n3\t2025-01-15T10:45:00Z\t0.9\t0.9\tkept\tMore`);
    await changes(2);
    expect(JSON.parse((await ask(served, `${tokenOf(served)}data`)).body).view.best).toBe('v3');
    await reader?.cancel();
  });

  it('stops once no page was open for a while, and not before', async () => {
    const served = await serve(400);
    const open = new AbortController();
    await fetch(`${served.url}events`, { signal: open.signal });
    await delay(600);
    expect((await ask(served, tokenOf(served))).status).toBe(200);
    open.abort();
    await served.stopped;
    await expect(ask(served, tokenOf(served))).rejects.toThrow(/ECONNREFUSED/);
  });

  it('says which port cannot be used', async () => {
    const { port } = await serve();
    const options = { page, source: createSource(workspace, ''), idleMs: 1000 };
    await expect(servePage({ ...options, port })).rejects.toThrow(`Port ${port} of 127.0.0.1 cannot be used`);
    await expect(servePage({ ...options, port: 70_000 })).rejects.toThrow('Port 70000 of 127.0.0.1 cannot be used');
  });
});
