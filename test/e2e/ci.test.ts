import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { PROGRAM, ROOT, scripted } from '../support/cli.ts';
import { setScene } from '../support/scene.ts';

describe('what continuous integration reads', () => {
  it('is the exit code: 3 where the score is too low or no gain was shown, and else that of the run', async () => {
    const scene = await setScene();
    const improve = (...flags: readonly string[]) =>
      scene.run(['improve', scene.skill, '--agent', scripted('plan'), '--iterations', '1', ...flags]);
    const low = await improve('--final-passes', '0', '--threshold', '0.9', '--require-improvement');
    expect(low.code).toBe(3);
    expect(low.stderr).toMatch(/^not met: The best version has 0\.78\d*, and --threshold asks for 0\.9\.$/m);
    expect(low.stderr).toMatch(/^not met: No gain was measured afresh/m);
    expect((await improve('--threshold', '0.7')).code).toBe(0);
    expect((await improve('--threshold', '70')).code).toBe(2);
  });

  it('is the exit code of `eval` as well, which writes the files itself, with its end and whatever that is', async () => {
    const scene = await setScene();
    const evaluate = (...flags: readonly string[]) =>
      scene.run(['eval', scene.skill, '--agent', scripted('plan'), ...flags]);
    const low = await evaluate('--threshold', '0.9', '--junit', 'ci/junit.xml', '--summary', 'summary.md');
    expect(low.code).toBe(3);
    expect(low.stderr).toMatch(/^not met: The best version has 0\.6600, and --threshold asks for 0\.9\.$/m);
    expect(await readFile(join(scene.root, 'ci/junit.xml'), 'utf8')).toMatch(/tests="100" failures="34" errors="0">/);
    expect(await readFile(join(scene.root, 'summary.md'), 'utf8')).toMatch(/^# Report on plan\n/);
    const met = await evaluate('--threshold', '0.66');
    expect([met.code, met.stderr]).toEqual([0, expect.not.stringContaining('not met')]);
    expect((await evaluate('--threshold', '0.6601')).code).toBe(3);
  });

  it('is refused where a flag is about a pass that is not run', async () => {
    const scene = await setScene();
    for (const [flag, value] of [
      ['--threshold', '0.5'],
      ['--junit', 'junit.xml'],
      ['--summary', 'summary.md'],
    ] as const) {
      for (const [other, of] of [
        ['--eval', '1'],
        ['--arms', 'none,v0'],
      ] as const) {
        const { code, stderr } = await scene.run(['eval', scene.skill, flag, value, other, of]);
        expect([code, stderr]).toEqual([2, expect.stringContaining(`${flag} is about a whole pass`)]);
        expect(stderr).toContain(`leave ${other} out`);
      }
    }
  });

  it('is JUnit XML and a summary of the best version', async () => {
    const scene = await setScene();
    await scene.run(['improve', scene.skill, '--agent', scripted('plan'), '--iterations', '1', '--final-passes', '1']);
    const { code } = await scene.run(['report', '--junit', 'ci/junit.xml', '--summary', 'ci/summary.md']);
    expect(code).toBe(0);
    const xml = await readFile(join(scene.root, 'ci/junit.xml'), 'utf8');
    expect(xml).toMatch(/<testsuites name="plan" tests="100" failures="22" errors="0">/);
    expect(xml.match(/<testsuite /g)).toHaveLength(4);
    expect(await readFile(join(scene.root, 'ci/summary.md'), 'utf8')).toMatch(/^# Report on plan\n.*## What was kept/s);
  });
});

const actionSchema = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string() })),
  runs: z.object({
    using: z.literal('composite'),
    steps: z.array(z.object({ shell: z.literal('bash'), env: z.record(z.string(), z.string()), run: z.string() })),
  }),
});

describe('the GitHub Action', () => {
  const action = async () => actionSchema.parse(parse(await readFile(join(ROOT, 'action.yml'), 'utf8')));

  it('uses each of its inputs, and none inside of a script', async () => {
    const { inputs, runs } = await action();
    for (const { env, run } of runs.steps) {
      const used = Object.entries(env).map(([name, value]) => {
        expect(run).toContain(`$${name}`);
        return /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1];
      });
      expect(used.sort()).toEqual(Object.keys(inputs).sort());
      expect(run).not.toContain('${{');
    }
  });

  it('runs as it stands: fails where the score is too low, and writes the summary', async () => {
    const scene = await setScene();
    const bin = join(scene.root, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'npx'), `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
    await chmod(join(bin, 'npx'), 0o755);
    const [step] = (await action()).runs.steps;
    const env = {
      ...{ PATH: `${bin}:${process.env.PATH}`, HOME: join(scene.root, 'home'), TMPDIR: scene.temp },
      ...{ SKILL: scene.skill, AGENT: scripted('plan'), ARGS: '--iterations 1 --final-passes 0 --rule strict' },
      ...{ THRESHOLD: '0.9', REQUIRE_IMPROVEMENT: 'false', VERSION: 'latest' },
      ...{ RUNNER_TEMP: scene.root, GITHUB_STEP_SUMMARY: join(scene.root, 'step.md') },
    };
    const running = promisify(execFile)('bash', ['-e', '-c', step?.run ?? ''], { cwd: scene.root, env });
    await expect(running).rejects.toMatchObject({ code: 3, stderr: expect.stringContaining('not met: ') });
    expect(await readFile(join(scene.root, 'step.md'), 'utf8')).toMatch(/^# Report on plan/);
    expect(await readFile(join(scene.root, 'skillratchet-junit.xml'), 'utf8')).toContain('</testsuites>');
  });
});
