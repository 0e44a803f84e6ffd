import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { type Scene, setScene } from '../support/scene.ts';
import { writeTree } from '../support/write-tree.ts';

/** A scene in a repository, whose skill has no evals yet. */
async function bareScene(): Promise<Scene> {
  const scene = await setScene();
  await rm(join(scene.skill, 'evals'), { recursive: true });
  await mkdir(join(scene.root, '.git'));
  return scene;
}

function text(...path: readonly string[]): Promise<string> {
  return readFile(join(...path), 'utf8');
}

describe('init', () => {
  it('writes starter evals with advice, a configuration and a .gitignore line, each named', async () => {
    const scene = await bareScene();
    const { code, stdout, stderr } = await scene.run(['init', 'plan']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([
      'Wrote plan/evals/evals.json.',
      'Wrote plan/evals/README.md.',
      'Wrote skillratchet.config.yaml.',
      'Wrote .gitignore.',
      'Next: write the evals, as evals/README.md in the skill advises.',
      'Then: skillratchet lint plan && skillratchet improve plan',
      '',
    ]);
    expect(JSON.parse(await text(scene.skill, 'evals/evals.json'))).toMatchObject({ skill_name: 'plan' });
    expect(await text(scene.skill, 'evals/README.md')).toContain('# Evals of this skill');
    expect(await text(scene.root, '.gitignore')).toBe('*-autoresearch/\n');
  });

  it('changes nothing the second time, and says so', async () => {
    const scene = await bareScene();
    await scene.run(['init', 'plan']);
    const before = [await text(scene.skill, 'evals/evals.json'), await text(scene.root, '.gitignore')];
    const { code, stdout } = await scene.run(['init', 'plan', '--json']);
    expect([code, JSON.parse(stdout).written]).toEqual([0, []]);
    expect((await scene.run(['init', 'plan'])).stdout).toContain('Everything is there already; nothing was changed.\n');
    expect([await text(scene.skill, 'evals/evals.json'), await text(scene.root, '.gitignore')]).toEqual(before);
  });

  it('leaves what a person wrote as it is', async () => {
    const scene = await setScene();
    await writeTree(scene.root, {
      '.git/HEAD': '',
      '.gitignore': 'node_modules',
      'skillratchet.config.json': '{"seed": 5}',
    });
    const suite = await text(scene.skill, 'evals/evals.json');
    expect(JSON.parse((await scene.run(['init', 'plan', '--json'])).stdout)).toMatchObject({
      skill: scene.skill,
      written: [join(scene.root, '.gitignore')],
      diagnostics: [{ rule: 'evals-few' }],
    });
    expect(await text(scene.skill, 'evals/evals.json')).toBe(suite);
    expect(await exists(join(scene.skill, 'evals/README.md'))).toBe(false);
    expect(await text(scene.root, '.gitignore')).toBe('node_modules\n*-autoresearch/\n');
  });

  it('needs no repository, and writes no .gitignore then, nor into a skill that is one', async () => {
    const scene = await setScene();
    await mkdir(join(scene.skill, '.git'));
    await scene.run(['init', 'plan']);
    expect(await exists(join(scene.root, 'skillratchet.config.yaml'))).toBe(true);
    expect([await exists(join(scene.root, '.gitignore')), await exists(join(scene.skill, '.gitignore'))]).toEqual([
      false,
      false,
    ]);
  });

  it('writes evals that no money is spent on before somebody has written them', async () => {
    const scene = await bareScene();
    await scene.run(['init', 'plan']);
    expect((await scene.run(['lint', 'plan'])).code).toBe(2);
    const { code, stderr } = await scene.run(['improve', 'plan', '--agent', 'command:true']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('/evals/0/prompt: is still to be written')]);
    expect(await exists(scene.workspace)).toBe(false);
  });

  it('writes a configuration that counts for the skill beside it as soon as a line is taken in', async () => {
    const scene = await bareScene();
    await scene.run(['init', 'plan']);
    const config = await text(scene.root, 'skillratchet.config.yaml');
    expect(config.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
    await writeTree(scene.root, { 'skillratchet.config.yaml': config.replace('#max-trials: N', 'max-trials: 7') });
    const { stdout } = await scene.run(['improve', 'plan', '--print-config', '--json']);
    const { settings } = JSON.parse(stdout);
    expect(settings).toContainEqual({ setting: 'max-trials', value: 7, origin: 'file' });
    for (const { setting } of settings) expect(config).toContain(`\n#${setting}: `);
  });

  it('finds the only skill below a folder', async () => {
    const scene = await bareScene();
    await mkdir(join(scene.root, '.claude/skills'), { recursive: true });
    await rename(scene.skill, join(scene.root, '.claude/skills/plan'));
    await writeTree(scene.root, { 'node_modules/a/SKILL.md': '', 'plan-autoresearch/v0/SKILL.md': '' });
    expect((await scene.run(['init'])).stdout).toContain('Wrote .claude/skills/plan/evals/evals.json.');
  });

  it('refuses to choose between several skills, and a folder that holds none', async () => {
    const scene = await setScene();
    await writeTree(scene.root, { 'other/SKILL.md': '' });
    const several = await scene.run(['init', '.']);
    expect([several.code, several.stderr]).toEqual([2, expect.stringContaining('There are 2 skills in')]);
    expect(several.stderr).toMatch(/other, plan\.\n {2}Name one, such as \S+\/other\./);
    const none = await scene.run(['init', 'home']);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('No SKILL.md was found in')]);
  });
});
