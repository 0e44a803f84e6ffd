import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useTempFolder } from '../platform/temp.ts';
import { PROGRAM, startProgram } from '../support/cli.ts';
import { foreignWorkspace } from '../support/foreign-workspace.ts';

const temp = useTempFolder();
const place = async () => ({ cwd: await realpath(temp()), env: { PATH: process.env.PATH ?? '', HOME: temp() } });

it('view prints an address that shows the workspace, until Ctrl-C', async () => {
  await foreignWorkspace(temp());
  const child = spawn(process.execPath, [PROGRAM, 'view', '--json'], {
    ...(await place()),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const { url, port } = JSON.parse(String(line));
  expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/[0-9a-f]{32}/$`));
  expect(await (await fetch(url)).text()).toContain('<title>theirs-autoresearch – skillratchet</title>');
  expect(await (await fetch(`${url}data`)).json()).toMatchObject({ view: { best: 'v1' } });
  child.kill('SIGINT');
  expect(await exit).toEqual([0, null]);
});

it('view says what is wrong in one sentence', async () => {
  const none = await startProgram(['view', '--no-open'], await place()).ended;
  expect(none).toMatchObject({ code: 2, stdout: '' });
  expect(none.stderr).toContain('No workspace was found');
  await foreignWorkspace(temp());
  const port = await startProgram(['view', '--no-open', '--port', '70000'], await place()).ended;
  expect(port).toMatchObject({ code: 2 });
  expect(port.stderr).toMatch(/Port 70000 of 127\.0\.0\.1 cannot be used.*--port/s);
});

it('report --html writes the page as one file', async () => {
  const { root } = await foreignWorkspace(temp());
  const done = await startProgram(['report', '--html'], await place()).ended;
  expect(done).toMatchObject({ code: 0 });
  expect(done.stdout).toContain('Written: theirs-autoresearch/dashboard.html');
  const html = await readFile(join(root, 'dashboard.html'), 'utf8');
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).toContain('id="trial/iteration-1/eval-1"');
  await startProgram(['report', '--html', 'there/page.html', '--json'], await place()).ended;
  await access(join(temp(), 'there/page.html'));
});
