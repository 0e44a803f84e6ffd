import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { foreignWorkspace } from '../support/foreign-workspace.ts';
import { setScene } from '../support/scene.ts';
import { refusal } from '../support/small-scene.ts';

async function climbed() {
  const scene = await setScene();
  await scene.run(['improve', scene.skill, '--agent', scripted('plan'), '--iterations', '3', '--final-passes', '1']);
  return scene;
}

describe('report', () => {
  it('writes the report into the workspace, says what it comes to, and what next', async () => {
    const scene = await climbed();
    const { stdout, code, stderr } = await scene.run(['report', scene.skill]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^v3 is .* 0\.66 → 0\.85/);
    expect(stdout).toMatch(/^Recommended: (apply|investigate) \(.*\); class \w+\.$/m);
    expect(stdout).toMatch(/^Next: skillratchet /m);
    const text = await readFile(join(scene.workspace, 'report.md'), 'utf8');
    for (const part of ['# Report on plan', '### v1 (+12.0 points)', '## What was reverted', '## What still fails']) {
      expect(text).toContain(part);
    }
  });

  it('writes pictures and PDF where they are asked for, and nothing into the workspace with --to and --json', async () => {
    const scene = await climbed();
    const before = await readdir(scene.workspace);
    const flags = ['--to', 'out/r.md', '--plots', 'out/plots', '--pdf', 'out/r.pdf'];
    expect((await scene.run(['report', ...flags])).code).toBe(0);
    expect(await readFile(join(scene.root, 'out', 'r.md'), 'utf8')).toContain('![Progress](plots/progress.svg)');
    expect((await readFile(join(scene.root, 'out', 'r.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await readdir(join(scene.root, 'out', 'plots'))).sort()).toEqual(['evals.svg', 'progress.svg']);
    const { stdout } = await scene.run(['report', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schema_version: 1, class: expect.any(String), recommendation: { action: expect.any(String) } },
      ...{ candidates: 3, kept: 2, edits: [{ iteration: 1 }, { iteration: 3 }], view: { best: 'v3', problems: [] } },
    });
    expect((await scene.run(['report', '--to', '-'])).stdout).toMatch(/^# Report on plan\n/);
    expect(await readdir(scene.workspace)).toEqual(before);
  });

  it('stands in each iteration as soon as that is decided, and the workspace verifies', async () => {
    const scene = await climbed();
    const report = (number: number) => readFile(join(scene.workspace, `iteration-${number}`, 'report.md'), 'utf8');
    expect(await report(0)).toMatch(/^# Iteration 0 of plan: baseline\n/);
    expect(await report(2)).toMatch(
      /reverted.*## Hypothesis.*## Change\n\n- SKILL\.md \+\d+ -\d+.*## Decision.*## Cost/s,
    );
    expect((await scene.run(['report', '--plots', '--pdf'])).code).toBe(0);
    expect((await scene.run(['verify'])).code).toBe(0);
  });

  it('is made of a workspace that another tool wrote', async () => {
    const scene = await setScene();
    scene.tampered();
    const { root } = await foreignWorkspace(scene.root);
    const { stdout, code } = await scene.run(['report', root]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^v1 is the best of 2 candidates: 0\.50 → 0\.75, not measured afresh/);
    const text = await readFile(join(root, 'report.md'), 'utf8');
    expect(text).toContain('written by another tool');
    expect(text).toContain('  - 1#2 E2');
  });

  it('is made of what is left, and says what could not be read', async () => {
    const scene = await climbed();
    scene.tampered();
    const decision = join(scene.workspace, 'iteration-1', 'decision.json');
    await chmod(decision, 0o644);
    await writeFile(decision, '{"torn');
    const { stdout, code } = await scene.run(['report']);
    expect(code).toBe(0);
    expect(stdout).toContain('Not read: iteration-1/decision.json is no JSON');
  });

  it('replaces a link in its place, and never writes through it', async () => {
    const scene = await climbed();
    scene.tampered();
    const mine = join(scene.root, 'mine.md');
    await writeFile(mine, 'mine');
    await symlink(mine, join(scene.workspace, 'report.md'));
    await scene.run(['report']);
    expect(await readFile(mine, 'utf8')).toBe('mine');
    expect((await stat(join(scene.workspace, 'report.md'))).size).toBeGreaterThan(100);
  });
});

describe('rank', () => {
  it('orders the iterations by a metric in either direction, and has those without it last', async () => {
    const scene = await climbed();
    const rank = async (...flags: string[]) => {
      const rows: { run_id: string; rank: number }[] = JSON.parse(
        (await scene.run(['rank', ...flags, '--json'])).stdout,
      );
      return rows.map(({ run_id, rank: place }) => `${run_id} ${place}`);
    };
    expect(await rank()).toEqual(['iteration-3 1', 'iteration-1 2', 'iteration-2 3', 'iteration-0 4']);
    expect(await rank('--by', 'score', '--direction', 'minimize')).toEqual([
      ...['iteration-0 1', 'iteration-2 2', 'iteration-1 3', 'iteration-3 4'],
    ]);
    expect((await scene.run(['rank', '--by', 'skill_bytes'])).stdout).toMatch(
      /^rank +iteration +skill_bytes +action +change\n1 /,
    );
    expect(await refusal(scene.run(['rank', '--by', 'scores']))).toMatch(/no iteration has a metric "scores".*score/is);
  });

  it('ranks another tool’s iterations by what can be said of them', async () => {
    const scene = await setScene();
    scene.tampered();
    const { root } = await foreignWorkspace(scene.root);
    expect((await scene.run(['rank', root])).stdout).toMatch(/^rank .*\n1 +1 +0\.75 +kept/);
  });
});
