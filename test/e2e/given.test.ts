import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { type RunOptions, type Scene, setScene } from '../support/scene.ts';
import { writeTree } from '../support/write-tree.ts';

/** Words that stand in one place each, by who may read them. */
const WORDS = {
  train: 'word-of-a-train-expectation',
  val: 'word-of-a-val-expectation',
  test: 'word-of-a-test-expectation',
  testPrompt: 'word-of-a-test-prompt',
  sealed: 'word-of-a-sealed-expectation',
  sealedPrompt: 'word-of-a-sealed-prompt',
  compared: 'word-of-a-file-to-compare-with',
  canary: 'canary-of-the-suite-26b5c67b',
  sealedCanary: 'canary-of-the-sealed-suite-86b7',
};
const LINES = ['01', '02', '03', '04'].map((line) => ({
  type: 'file_contains',
  file: 'result.txt',
  literal: `[${line}]`,
}));
const evalOf = (id: string, split: string | null, words: { prompt: string; says: string }) => ({
  ...{ id, prompt: `Work through ${words.prompt}.`, files: ['files/a.txt'] },
  ...(split === null ? {} : { split }),
  expectations: [...LINES, `Says ${words.says}`],
});
const SUITE = {
  canary: WORDS.canary,
  evals: [
    evalOf('t', 'train', { prompt: 'case A', says: WORDS.train }),
    evalOf('v', 'val', { prompt: 'case B', says: WORDS.val }),
    evalOf('x', 'test', { prompt: `case C: ${WORDS.testPrompt}`, says: WORDS.test }),
  ],
};
SUITE.evals[0]?.expectations.push({ type: 'equals_file', file: 'result.txt', expected: 'wanted.txt' } as never);
const SEALED = {
  canary: WORDS.sealedCanary,
  evals: Array.from({ length: 6 }, (_, index) =>
    evalOf(`s${index}`, null, { prompt: `case D: ${WORDS.sealedPrompt}`, says: WORDS.sealed }),
  ),
};

interface Dump {
  readonly role: string;
  readonly text: string;
}

/** A skill that is reached through a link, and a place for what agents see. */
async function setStage(): Promise<Scene & { readonly door: string; dumps(): Promise<readonly Dump[]> }> {
  const scene = await setScene();
  await writeTree(scene.skill, {
    'SKILL.md': '---\nname: plan\ndescription: Follows a plan.\n---\nplan: 1 1 1 1\nsteps: 4 8 12 16\n',
    'evals/evals.json': JSON.stringify(SUITE),
    'evals/files/a.txt': 'an input',
    'evals/wanted.txt': `${WORDS.compared}\n`,
    'scripts/run': { run: '#!/bin/sh\n' },
    'references/link': { link: '../SKILL.md' },
  });
  await writeTree(join(scene.root, 'private'), { 'priv.json': JSON.stringify(SEALED), 'files/a.txt': 'an input' });
  await symlink(scene.root, join(scene.root, 'door'));
  const folder = join(scene.root, 'dumps');
  await mkdir(folder);
  const dumps = async () =>
    Promise.all(
      (await readdir(folder)).map(async (name) => ({
        role: name.split('-')[0] ?? '',
        text: await readFile(join(folder, name), 'utf8'),
      })),
    );
  return { ...scene, door: join(scene.root, 'door', 'plan'), dumps };
}

/** An environment that tells in every usual way where the person stands: in the skill, as with npx. */
function standingIn({ root, skill, door }: { root: string; skill: string; door: string }): RunOptions {
  const [bin, path] = [join(skill, 'node_modules', '.bin'), process.env.PATH ?? ''];
  const env = {
    PATH: `${bin}:${join(door, 'bin')}:${path}`,
    ...{ PWD: door, OLDPWD: skill, INIT_CWD: skill, _: join(bin, 'skillratchet') },
    ...{ npm_config_local_prefix: skill, npm_package_json: join(skill, 'package.json'), npm_lifecycle_script: skill },
    ...{ GIT_DIR: join(skill, '.git'), GIT_WORK_TREE: skill, NODE_PATH: skill, NODE_OPTIONS: '' },
    DUMP_TO: join(root, 'dumps'),
  };
  return { cwd: skill, env };
}

const DUMPING = ['--agent', scripted('dumps-everything'), '--env', 'DUMP_TO'];

function textsOf(dumps: readonly Dump[], role: string): string {
  const texts = dumps.filter((dump) => dump.role === role).map(({ text }) => text);
  expect(texts.length, `calls of the ${role}`).toBeGreaterThan(0);
  return texts.join('\n');
}

/** The words, and the places of skill and workspace, that stand in what a role was given. */
function found(dumps: readonly Dump[], role: string, words: Readonly<Record<string, string>>): readonly string[] {
  const text = textsOf(dumps, role);
  return Object.keys(words).filter((name) => text.includes(words[name] ?? ''));
}

describe('what agents are given', () => {
  it('holds no hidden text of another role, and points neither to the skill nor to the workspace', async () => {
    const stage = await setStage();
    const options = standingIn(stage);
    const improve = ['improve', stage.door, ...DUMPING, '--sealed', join(stage.root, 'private', 'priv.json')];
    const ran = await stage.run([...improve, '--iterations', '2', '--rule', 'strict'], options);
    expect(ran, ran.stderr).toMatchObject({ code: 0 });

    const climb = await stage.dumps();
    const own = (await readFile(join(stage.workspace, 'fallbacks', 'canary'), 'utf8')).trim();
    const run = JSON.parse(await readFile(join(stage.workspace, 'run.json'), 'utf8'));
    const places = {
      skill: stage.skill,
      door: join(stage.root, 'door'),
      private: join(stage.root, 'private'),
      seed: String(run.config.seed),
    };
    const words = { ...WORDS, ...places, own };
    expect(found(climb, 'executor', words)).toEqual([]);
    expect(found(climb, 'judge', words)).toEqual(['train', 'val', 'own']);
    expect(found(climb, 'improver', words)).toEqual(['train', 'compared']);

    const judge = textsOf(climb, 'judge');
    expect(judge).not.toMatch(/iteration|autoresearch|candidate|incumbent|\bv[0-9]+\b/i);
    expect(textsOf(climb, 'executor')).not.toMatch(/iteration|autoresearch|incumbent|expectation/i);

    const submitted = await stage.run(['submit', stage.workspace, '--env', 'DUMP_TO'], options);
    expect(submitted, submitted.stderr).toMatchObject({ code: 0 });
    const all = await stage.dumps();
    const fresh = all.filter(({ text }) => !climb.some((dump) => dump.text === text));
    expect(found(fresh, 'executor', words)).toEqual(['testPrompt', 'sealedPrompt']);
    expect(found(fresh, 'judge', words)).toEqual(['test', 'testPrompt', 'sealed', 'sealedPrompt', 'own']);
    expect(textsOf(fresh, 'judge')).not.toMatch(/iteration|autoresearch|\bv[0-9]+\b/i);
  });

  it('tells the improver of evals that only decide no more than verdicts', async () => {
    const stage = await setStage();
    const args = ['improve', stage.door, ...DUMPING, '--iterations', '3', '--rule', 'strict'];
    expect((await stage.run(args, standingIn(stage))).code).toBe(0);
    const improvers = (await stage.dumps()).filter(({ role }) => role === 'improver');
    const last = JSON.parse(improvers.map(({ text }) => text).sort((a, b) => b.length - a.length)[0] ?? '');
    const files: readonly (readonly [string, string | null])[] = last.folders[1][1];
    const textOf = (name: string) => files.find(([path]) => path.endsWith(name))?.[1] ?? '';
    const rows = textOf('history/results.tsv').trimEnd().split('\n').slice(1);
    expect(rows.map((row) => row.split('\t').slice(2, 5))).toEqual([
      ['', '', 'baseline'],
      ['', '', expect.stringMatching(/^(kept|reverted)$/)],
      ['', '', expect.stringMatching(/^(kept|reverted)$/)],
    ]);
    expect(textOf('iteration-1/decision.md')).not.toMatch(/score|v#/);
    expect(files.filter(([path]) => /eval-[vx]/.test(path))).toEqual([]);
    expect(files.some(([path]) => path.includes('failures/eval-t'))).toBe(true);
  });

  it('is refused where a variable that is let through leads to the skill', async () => {
    const stage = await setStage();
    for (const value of [stage.skill, join(stage.workspace, 'v0'), `/usr:${stage.door}/evals`]) {
      const { env = {}, cwd } = standingIn(stage);
      const options = { cwd: cwd ?? stage.root, env: { ...env, MINE: value } };
      const ended = await stage.run(['improve', stage.door, ...DUMPING, '--env', 'MINE'], options);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain('The variable MINE would lead agents to the skill or its workspace');
    }
    await writeFile(join(stage.root, 'unused'), '');
    expect(await stage.dumps()).toEqual([]);
  });

  it('is refused where temporary folders would lie in the skill', async () => {
    const stage = await setStage();
    await mkdir(join(stage.skill, 'tmp'));
    const env = { TMPDIR: join(stage.skill, 'tmp') };
    const ended = await stage.run(['improve', stage.skill, ...DUMPING], { env });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('The variable TMPDIR would lead agents to the skill');
  });
});
