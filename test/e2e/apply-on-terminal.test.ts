import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { scripted } from '../support/cli.ts';
import { openScene, type Scene } from '../support/scene.ts';
import { HAS_TERMINALS, onTerminal } from '../support/terminal.ts';
import { readJson } from '../support/workspace-files.ts';

const [CTRL_C, CTRL_D] = ['\u0003', '\u0004'];

describe.skipIf(!HAS_TERMINALS)('apply on a terminal (needs python3)', () => {
  let scene: Scene;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ scene, close } = await openScene());
    const flags = ['--agent', scripted('plan'), '--iterations', '1'];
    const { code, stderr } = await scene.run(['improve', 'plan', ...flags]);
    if (code !== 0) throw new Error(stderr);
  });
  afterAll(() => close());

  const answered = (answer: string, ...flags: readonly string[]) => {
    const env = { PATH: process.env.PATH ?? '', HOME: scene.temp, TERM: 'xterm', PYTHONDONTWRITEBYTECODE: '1' };
    return onTerminal(['apply', ...flags], { question: '[y/N] ', answer }, { cwd: scene.root, env });
  };
  const entriesOf = async (version: string) =>
    (await readJson(scene.workspace, 'manifests', `${version}.json`)).entries;

  it.each([
    ['n and return', 'n\n', 0],
    ['return', '\n', 0],
    ['anything else', 'yes please\n', 0],
    ['Ctrl-C', CTRL_C, 130],
    ['Ctrl-D', CTRL_D, 130],
  ])('changes nothing after %s', async (...[, answer, code]) => {
    const ended = await answered(answer);
    expect(ended.said).toContain(`Put v1 into ${scene.skill}? It changes SKILL.md. [y/N] `);
    expect(ended.said).toMatch(/\nNothing was changed\.\n$/);
    expect(ended.said).not.toContain('bug');
    expect(ended.code).toBe(code);
    expect(await hashTree(scene.skill)).toEqual(await entriesOf('v0'));
    expect(await exists(join(scene.workspace, 'lock'))).toBe(false);
  });

  it('says so to programs as well', async () => {
    const { said } = await answered('n\n', '--json');
    expect(JSON.parse(said.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ changed: [], backup: null });
  });

  it('puts the version into the skill after y and return', async () => {
    const { code, said } = await answered('y\n');
    expect(said).toContain('v1 is now in plan (changed: SKILL.md).');
    expect(code).toBe(0);
    expect(await hashTree(scene.skill)).toEqual(await entriesOf('v1'));
  });
});
