import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { noBwrap } from '../support/bwrap.ts';
import { ROOT } from '../support/cli.ts';
import { measureWith, planScene, trialText } from '../support/misbehaviour.ts';
import { processesOf, type Scene, writeAgent } from '../support/scene.ts';
import { readJson } from '../support/workspace-files.ts';

const BWRAP = ['--sandbox', 'bwrap'];
const AGENTS = join(ROOT, 'fixtures', 'agents');

async function addChecks({ skill }: Scene, commands: readonly (string | readonly string[])[]): Promise<void> {
  const file = join(skill, 'evals', 'evals.json');
  const { evals } = await readJson(file);
  const expectations = commands.map((command) => ({ type: 'shell_command', command }));
  await writeFile(file, JSON.stringify({ evals: [{ ...evals[0], expectations }] }));
}

/** Whether the connection of an executor arrives. */
const CALLS_OUT = `{
  async executor({ cwd }) {
    const { connect } = await import('node:net');
    const { writeFileSync } = await import('node:fs');
    const said = await new Promise((resolve) => {
      const socket = connect(Number(process.env.PORT), '127.0.0.1', () => resolve('arrived'));
      socket.on('error', ({ code }) => resolve(code));
    });
    writeFileSync(cwd + '/said.txt', said);
    return { text: said };
  },
}`;

describe.skipIf(noBwrap !== null).concurrent('behind bwrap', { timeout: 60_000 }, () => {
  it('checks run their commands on the outputs, and reach nothing of the person’s', async ({
    expect,
    onTestFinished,
  }) => {
    const scene = await planScene(onTestFinished);
    await writeFile(join(scene.root, 'diary'), 'dear');
    const diary = join(scene.root, 'diary');
    await addChecks(scene, [
      'grep -q done result.txt',
      `cat ${diary}`,
      ['node', '-e', 'process.exit(0)'],
      ['no-such-program'],
    ]);
    const graded = async (flags: readonly string[], workspace: string) => {
      await measureWith('plan', scene, { flags: [...flags, '--workspace', workspace] });
      const grading = await readJson(join(scene.root, workspace, 'iteration-0', 'eval-1', 'grading.json'));
      return grading.expectations.map(({ passed }: { passed: boolean }) => passed);
    };
    expect(await graded(BWRAP, 'walled')).toEqual([true, false, true, false]);
    expect(await graded([], 'open')).toEqual([true, true, true, false]);
    const { expectations } = await readJson(join(scene.root, 'walled', 'iteration-0', 'eval-1', 'grading.json'));
    expect(expectations[3].evidence).toContain('could not be started (ENOENT)');
  });

  it('the skill cannot be changed, and a program that tries is told so', async ({ expect, onTestFinished }) => {
    const scene = await planScene(onTestFinished);
    expect((await measureWith('rewrites-skill', scene, { flags: BWRAP })).code).toBe(6);
    expect(await trialText(scene, 'transcript.md')).toContain('EROFS: read-only file system');
  });

  it.for([
    [[], 'arrived'],
    [['--offline-trials'], 'ECONNREFUSED'],
  ] as const)('with %j a connection ends with %s', async ([flags, said], { expect, onTestFinished }) => {
    const scene = await planScene(onTestFinished);
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const env = { PORT: String(typeof address === 'object' ? address?.port : 0) };
    await addChecks(scene, ['true']);
    // What it imports lies elsewhere, where only a word of the person makes it reachable.
    const agent = await writeAgent(scene, CALLS_OUT);
    await measureWith(agent, scene, { env, flags: [...BWRAP, ...flags, '--sandbox-read', AGENTS] });
    expect(await trialText(scene, 'outputs/said.txt')).toBe(said);
  });

  it('a secret is a mark wherever an agent shows it', async ({ expect, onTestFinished }) => {
    const scene = await planScene(onTestFinished, [1, 4]);
    await measureWith('prints-secret', scene, {
      env: { MY_API_KEY: 'hunter2hunter2' },
      flags: [...BWRAP, '--iterations', '1'],
    });
    expect(await trialText(scene, 'transcript.md')).toContain('[redacted]');
    const entries = await readdir(scene.workspace, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
    expect(texts.filter((text) => text.includes('hunter2'))).toEqual([]);
  });

  /** That nothing is left the scene looks for itself when it is closed. */
  it.for([
    ['leaves-child', [], 0],
    ['leaves-grandchild', [], 0],
    ['hangs', ['--timeout', '1'], 6],
    ['ignores-sigterm', ['--timeout', '1'], 6],
  ] as const)('%s leaves no process behind', async ([agent, flags, code], { expect, onTestFinished }) => {
    const scene = await planScene(onTestFinished);
    const ended = await measureWith(agent, scene, { flags: [...BWRAP, ...flags] });
    expect({ code: ended.code, left: await processesOf(scene.root) }).toEqual({ code, left: [] });
  });

  it('nothing outlives a skillratchet that is killed', async ({ expect, onTestFinished }) => {
    const scene = await planScene(onTestFinished);
    const args = [
      'eval',
      'plan',
      '--agent',
      await writeAgent(scene, HANGS_WITH_CHILD),
      ...BWRAP,
      '--sandbox-read',
      AGENTS,
    ];
    const running = scene.start([...args, '--env', 'PLAN_CALL_LOG']);
    await running.lines(1, /started plan/);
    // We, both processes of bwrap, the agent and its child.
    for (let seen = 0; seen < 5; ) seen = (await processesOf(scene.root)).length;
    running.kill('SIGKILL');
    await running.ended;
    let left: readonly number[] = [0];
    for (const until = Date.now() + 5_000; left.length > 0 && Date.now() < until; )
      left = await processesOf(scene.root);
    expect(left).toEqual([]);
    // The next start takes away the folders that it left.
    expect((await measureWith('plan', scene, { flags: ['--restart'] })).code).toBe(0);
  });
});

const HANGS_WITH_CHILD = `{
  async executor() {
    const { spawn } = await import('node:child_process');
    spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
    await new Promise(() => setInterval(() => {}, 1000));
  },
}`;
