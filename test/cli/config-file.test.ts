import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { applyConfigFile } from '../../src/cli/config-file.ts';
import { type MeasureFlags, originOf, withMeasureFlags } from '../../src/cli/options.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const folder = useTempFolder();

/** The settings of a command for a skill in a tree of these files; the skill is at a/skill. */
async function settingsWith(files: Readonly<Record<string, string | null>>, ...flags: readonly string[]) {
  await writeTree(folder(), { 'a/skill': null, ...files });
  const command = withMeasureFlags(new Command('measure')).parse(flags, { from: 'user' });
  await applyConfigFile(command, `${folder()}/a/skill`);
  return { command, flags: command.opts<MeasureFlags>() };
}

describe('the configuration file', () => {
  it('gives settings by the names of their flags, to which flags are preferred', async () => {
    const text = 'agent: claude:opus\nmax-time: 2h\nseed: 7\nenv: [A, B]\n';
    const { command, flags } = await settingsWith({ 'a/skill/skillratchet.config.yaml': text }, '--seed', '8');
    expect(flags).toEqual({ agent: ['claude:opus'], maxTime: 7_200_000, seed: 8, env: ['A', 'B'] });
    expect([originOf(command, 'agent'), originOf(command, 'seed')]).toEqual(['file', 'flag']);
  });

  it('takes guardrails as names with limits, or as a list of them', async () => {
    const named = 'guardrail:\n  skill-lines: 500\n  eval-drop: 0.2\n';
    const guardrail = ['skill-lines=500', 'eval-drop=0.2'];
    expect((await settingsWith({ 'a/skill/skillratchet.config.yaml': named })).flags).toEqual({ guardrail });
    const listed = 'guardrail: [skill-lines=500, eval-drop=0.2]\n';
    expect((await settingsWith({ 'a/skill/skillratchet.config.yaml': listed })).flags).toEqual({ guardrail });
    const other = settingsWith({ 'a/skill/skillratchet.config.yaml': 'env: { A: 1 }\n' });
    await expect(other).rejects.toThrow('/env: takes a list, not names with values');
  });

  it.each([true, false])('may enable the conversion to training data as others write it: %s', async (enabled) => {
    const text = `sft_conversion:\n  enabled: ${enabled}\nretries: 1\n`;
    expect((await settingsWith({ 'a/skill/skillratchet.config.yaml': text })).flags).toEqual({
      sft: enabled,
      retries: 1,
    });
  });

  it('may be JSON', async () => {
    const { flags } = await settingsWith({ 'a/skill/skillratchet.config.json': '{ "retries": 0 }' });
    expect(flags).toEqual({ retries: 0 });
  });

  it('is the one nearest to the skill, up to the git root', async () => {
    const files = { '.git/HEAD': '', 'skillratchet.config.yaml': 'seed: 1', 'a/skillratchet.config.yaml': 'seed: 2' };
    expect((await settingsWith(files)).flags).toEqual({ seed: 2 });
  });

  it('may lie beside the skill, also where there is no repository or the skill is one itself', async () => {
    const beside = { 'a/skillratchet.config.yaml': 'seed: 3' };
    expect((await settingsWith(beside)).flags).toEqual({ seed: 3 });
    expect((await settingsWith({ ...beside, 'a/skill/.git/HEAD': '' })).flags).toEqual({ seed: 3 });
  });

  it('is not looked for above the git root, nor farther up where there is none', async () => {
    const above = { 'skillratchet.config.yaml': 'seed: 1' };
    expect((await settingsWith(above)).flags).toEqual({});
    expect((await settingsWith({ ...above, 'a/.git/HEAD': '' })).flags).toEqual({});
  });

  it('may be empty', async () => {
    expect((await settingsWith({ 'a/skill/skillratchet.config.yaml': '# nothing yet\n' })).flags).toEqual({});
  });

  it.each([
    ['iteratons: 3', '/iteratons: there is no such setting', 'Did you mean iterations?'],
    ['retries: many', '/retries: many. It must be a whole number from 0 on.', 'Mend the file'],
    ['seed: [1, 2]', '/seed: takes one value, not a list', 'Mend the file'],
    ['seed: {a: 1}', '/seed', 'Mend the file'],
    ['sft_conversion: {enabled: maybe}', '/sft_conversion', 'Did you mean'],
    ['- seed', '/', 'Mend the file'],
    ['a: 1\nb: [', 'line ', 'Mend the file'],
  ])('that says %j is refused', async (text, message, hint) => {
    const path = `${folder()}/a/skill/skillratchet.config.yaml`;
    const refused = settingsWith({ 'a/skill/skillratchet.config.yaml': text });
    await expect(refused).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`${path} ${message}`),
      hint: expect.stringContaining(hint),
    });
  });
});
