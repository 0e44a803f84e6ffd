import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { setScene } from '../support/scene.ts';
import { certificateOf } from '../support/views.ts';

const RESULT = /Result: 0\.66 → 0\.\d\d, \+\d+(\.\d)? ± \d+(\.\d)? points on 1 fresh pass of 4 evals\./;

it('the best version measured afresh is the result wherever it is asked for, and where it is no gain nothing says apply', async () => {
  const scene = await setScene();
  const race = ['--rule', 'race', '--proposals', '1', '--iterations', '1', '--final-passes', '1'];
  const improve = ['improve', scene.skill, '--agent', scripted('plan'), ...race];
  const { stdout, stderr, code } = await scene.run(improve);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/^iteration 0: measured 0\.66 → counted as 0\.66 ± 0\.\d\d: baseline$/m);
  expect(stderr).toMatch(
    /^iteration 1: measured 0\.78 → counted as 0\.\d\d ± 0\.\d\d, \d\d % likely better: kept, Added output/m,
  );
  expect(stdout).toMatch(/^1 +0\.78 +0\.\d\d ± 0\.\d\d +0\.\d+ +\d\d % +kept +Added output/m);
  expect(stdout).toMatch(RESULT);
  expect(stdout).toContain('skillratchet apply');

  const run = async (...args: readonly string[]) => (await scene.run([...args, '--workspace', scene.workspace])).stdout;
  expect(await run('log')).toMatch(RESULT);
  expect(await run('status')).toMatch(/^result {3}0\.66 → /m);
  expect(await run('show', '1')).toMatch(/^result {3}0\.66 → /m);
  expect(await run('show', '0')).not.toContain('result ');
  expect(JSON.parse(await run('log', '--json'))).toMatchObject({
    rows: [{ score: '0.66' }, { score: '0.78' }],
    estimates: [
      { iteration: 0, p_better: null },
      { iteration: 1, trials: 4, evals_seen: 4, raw: 0.78 },
    ],
    final: { best: 'v1', recommendation: 'best' },
  });

  const path = join(scene.workspace, 'final.json');
  const final = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...final, gain: -0.02, recommendation: 'original' }));
  scene.tampered();
  const again = await scene.run(improve);
  expect(again.stdout).toContain('no gain, so that v0 is recommended.');
  expect(again.stdout).toContain('the best version is v1, but v0 is recommended.');
  expect(again.stdout).not.toContain('skillratchet apply');

  const apply = await scene.run(['apply', '--yes', '--workspace', scene.workspace]);
  expect(apply).toMatchObject({ code: 3, stdout: '' });
  expect(apply.stderr).toContain('Fresh passes showed no gain of v1, so the original is recommended.');
  expect((await scene.run(['apply', 'v1', '--yes', '--workspace', scene.workspace])).code).toBe(0);

  const worse = certificateOf({ verdict: 'not shown', before: 0.6, after: 0.5, gain: -0.1 });
  await writeFile(join(scene.workspace, 'certificate.json'), JSON.stringify(worse));
  expect(await run('log')).toContain('on 3 evals (certify): no gain, so that v0 is recommended.');
  await writeFile(join(scene.workspace, 'certificate.json'), JSON.stringify(certificateOf({})));
  expect(await run('log')).toContain('Result: 0.40 → 0.60, +20 ± 10 points on 3 evals (certify).');
  expect((await scene.run(['apply', '--yes', '--workspace', scene.workspace])).code).toBe(0);
}, 60_000);
