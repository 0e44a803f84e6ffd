import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { noBwrap } from '../support/bwrap.ts';
import { scripted } from '../support/cli.ts';
import { fakeClaude } from '../support/fake-client.ts';
import { type Scene, setScene } from '../support/scene.ts';

/** The exit code of doctor, and what it found, by area. */
async function look(scene: Scene, flags: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout } = await scene.run(['doctor', ...flags, '--json'], { env });
  const findings: readonly Finding[] = JSON.parse(stdout).findings;
  const of = (area: Finding['area']) => findings.filter((one) => one.area === area);
  return { code, findings, of };
}

describe('doctor', () => {
  it('finds nothing amiss where an agent is named that works, and leaves nothing', async () => {
    const scene = await setScene();
    const { code, findings, of } = await look(scene, ['plan', '--agent', scripted('plan')]);
    expect(code).toBe(0);
    expect(findings.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(of('agent').map(({ message }) => message)).toEqual([
      expect.stringContaining('is installed and logged in'),
      expect.stringContaining('cannot tell without a call'),
    ]);
    expect(of('skill')[0]?.message).toContain('plan: 4 evals with 100 expectations; lint finds 0 errors');
    expect(await scene.calls()).toEqual([]);
    expect((await readdir(scene.root)).sort()).toEqual(['home', 'plan', 'tmp']);
  });

  it('asks an agent only with --live', async () => {
    const scene = await setScene();
    const answered = await look(scene, ['--agent', scripted('plan'), '--live']);
    expect(answered.of('agent').at(-1)).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/answered in .* s/),
    });
    const failed = await look(scene, ['--agent', scripted('auth-error'), '--live']);
    expect(failed.code).toBe(4);
    expect(failed.of('agent').at(-1)).toMatchObject({ status: 'fail', message: expect.stringContaining('auth') });
  });

  it('says of each client that is missing how to get it, and fails where there is none', async () => {
    const scene = await setScene();
    const { code, of } = await look(scene, [], { PATH: scene.temp });
    expect(code).toBe(4);
    expect(of('agent')[0]).toMatchObject({
      status: 'fail',
      fix: expect.stringContaining('npm install -g @anthropic-ai/claude-code'),
    });
    expect(of('git')[0]).toMatchObject({ status: 'warn', fix: 'Install git.' });
  });

  it('is content with one client that works, unless another is named', async () => {
    const scene = await setScene();
    const PATH = [await fakeClaude(scene.root, true), scene.temp].join(delimiter);
    const any = await look(scene, [], { PATH });
    expect(any).toMatchObject({ code: 0 });
    expect(any.of('agent')[0]).toMatchObject({ status: 'ok', message: 'claude 9.8.7 is installed and logged in' });
    expect((await look(scene, ['--agent', 'gemini'], { PATH })).code).toBe(4);
  });

  it('says how to log in', async () => {
    const scene = await setScene();
    const { code, of } = await look(scene, ['--agent', 'claude'], { PATH: await fakeClaude(scene.root, false) });
    expect(code).toBe(4);
    expect(of('agent')).toEqual([
      expect.objectContaining({ message: 'Claude Code is not logged in.', fix: expect.stringContaining('`claude`') }),
    ]);
  });

  it('names other skills of the same name', async () => {
    const scene = await setScene();
    const other = join(scene.root, 'home', '.claude', 'skills', 'plan');
    await mkdir(other, { recursive: true });
    await writeFile(join(other, 'SKILL.md'), '---\nname: plan\n---\n');
    const { code, of } = await look(scene, ['plan', '--agent', scripted('plan')]);
    expect(code).toBe(0);
    expect(of('skill').at(-1)).toMatchObject({ status: 'warn', message: `${other} is another skill of the same name` });
    const run = await scene.run(['eval', 'plan', '--agent', scripted('plan')]);
    expect(run).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`warning: foreign_skill: ${other} is another skill`),
    });
  });

  it('fails with 2 for a skill or a place that is of no use', async () => {
    const scene = await setScene();
    expect((await look(scene, ['nowhere', '--agent', scripted('plan')])).code).toBe(2);
    if (process.getuid?.() === 0) return;
    await chmod(scene.root, 0o555);
    expect((await look(scene, ['plan', '--agent', scripted('plan')])).code).toBe(2);
    await chmod(scene.root, 0o755);
  });

  it('fails with 2 for a sandbox that is asked for and does not work', async () => {
    const scene = await setScene();
    const asked = ['--agent', scripted('plan'), '--sandbox', 'bwrap'];
    const { code, of } = await look(scene, asked, { PATH: scene.temp });
    expect(code).toBe(2);
    expect(of('sandbox')[0]).toMatchObject({ status: 'fail', fix: expect.stringContaining('apt install bubblewrap') });
  });

  it.skipIf(noBwrap !== null)('looks at agents behind the sandbox', async () => {
    const scene = await setScene();
    const { code, of } = await look(scene, ['--agent', scripted('greedy'), '--sandbox', 'bwrap', '--live']);
    expect({ code, last: of('agent').at(-1)?.status }).toEqual({ code: 0, last: 'ok' });
  });

  it('is read by people too', async () => {
    const scene = await setScene();
    const { stdout } = await scene.run(['doctor', '--agent', scripted('plan')]);
    expect(stdout).toMatch(/^ok {4}node {5}Node \d+/);
    expect(stdout).toMatch(/\n\d+ ok, \d+ to look at, 0 to mend\n$/);
  });

  it('shows no secret', async () => {
    const scene = await setScene();
    const MY_API_KEY = 'hunter2hunter2';
    const { stdout } = await scene.run(
      ['doctor', '--agent', scripted('prints-secret'), '--env', 'MY_API_KEY', '--live'],
      { env: { MY_API_KEY } },
    );
    expect(stdout).not.toContain('hunter2');
  });
});
