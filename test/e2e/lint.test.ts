import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { setScene } from '../support/scene.ts';
import { writeTree } from '../support/write-tree.ts';

const BROKEN = '---\nname: plan\ndescription: Plans.\n---\nSee [more](references/none.md).\n';

describe('lint', () => {
  it('exits with 0 where there are only warnings, and says what there is', async () => {
    const scene = await setScene();
    const { code, stdout, stderr } = await scene.run(['lint', 'plan']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /evals\/evals.json\n {2}warning {2}only 4 of 5 evals or more: chance decides much {2}evals-few\n/,
    );
    expect(stdout).toMatch(/^plan: 0 errors, 1 warning; 4 evals with 100 expectations, 75 of them checks \(75 %\)$/m);
  });

  it('exits with 2 where there are errors, which stand first', async () => {
    const scene = await setScene();
    await writeTree(scene.skill, { 'SKILL.md': BROKEN, 'scripts/lost.py': '', 'evals/evals.json': '[{"id": 1}]' });
    const { code, stdout } = await scene.run(['lint', 'plan']);
    expect(code).toBe(2);
    expect(stdout.split('\n').filter((line) => line !== '')).toEqual([
      'SKILL.md',
      '  error    line 5: references/none.md does not exist  link-missing',
      'scripts/lost.py',
      '  warning  is named nowhere in the skill, so no agent will look at it  file-unmentioned',
      'evals/evals.json',
      expect.stringMatching(/^ {2}error {4}\/0: has no "prompt"/),
      expect.stringContaining('/0: has no expectations'),
      'plan: 2 errors, 2 warnings; 1 eval with 0 expectations',
    ]);
  });

  it('gives one JSON document', async () => {
    const scene = await setScene();
    await writeTree(scene.skill, { 'SKILL.md': BROKEN });
    const { code, stdout } = await scene.run(['lint', 'plan', '--json']);
    expect(code).toBe(2);
    const { diagnostics, ...report } = JSON.parse(stdout);
    const counts = { evals: 4, expectations: 100, checks: 75, errors: 1, warnings: 1 };
    expect(report).toEqual({ skill: 'plan', ...counts, commands: [] });
    expect(diagnostics[0]).toEqual({
      severity: 'error',
      rule: 'link-missing',
      file: 'SKILL.md',
      place: 'line 5',
      message: 'references/none.md does not exist',
    });
  });

  it('says which commands the evals run, and improve refuses them where it is told to', async () => {
    const scene = await setScene();
    const check = { type: 'shell_command', command: 'echo \u001b[2J' };
    const suite = [{ id: 'a', prompt: 'Do it.', expectations: ['Done', { type: 'not', check }] }];
    await writeTree(scene.skill, { 'evals/evals.json': JSON.stringify(suite) });
    const { code, stdout } = await scene.run(['lint', 'plan']);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
      'The evals run 1 command with your rights (--check-commands refuse stops that):',
      '  a#2  "echo \\u001b[2J"',
    ]);
    const flags = ['--agent', scripted('plan'), '--iterations', '0'];
    await writeTree(scene.root, { 'skillratchet.config.yaml': 'check-commands: refuse\n' });
    for (const more of [[], ['--dry-run']]) {
      const refused = await scene.run(['improve', 'plan', ...flags, ...more]);
      expect(refused).toMatchObject({ code: 3, stdout: '' });
      expect(refused.stderr).toContain('error: The evals run commands, which are refused here:\na#2: ');
    }
    expect((await scene.run(['improve', 'plan', ...flags, '--check-commands', 'run'])).code).toBe(0);
  });

  it('refuses what is no skill', async () => {
    const scene = await setScene();
    const { code, stderr } = await scene.run(['lint', '.']);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${join(scene.root, 'SKILL.md')} does not exist.`)]);
  });

  it('shows examples', async () => {
    const scene = await setScene();
    const { code, stdout } = await scene.run(['lint', '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('$ skillratchet lint ./my-skill --json')]);
  });
});

describe('evals of other shapes', () => {
  it('are measured: a bare list with names of other tools, several runs, and a missing file that is allowed', async () => {
    const scene = await setScene();
    const check = { type: 'file_contains', file: 'result.txt', literal: '[01]' };
    const suite = [
      { query: 'Work through case A.', files: ['gone.csv'], runs: 2, deterministic_checks: [check] },
      {
        query_flow: ['Open case B.', 'Work through case B.'],
        scorers: [{ type: 'regex', pattern: '^Case B: \\d+ lines' }],
      },
      { question: 'Work through case C.' },
    ];
    await writeTree(scene.skill, { 'evals/evals.json': JSON.stringify(suite) });
    const agent = ['--agent', `command:${join(import.meta.dirname, '../../fixtures/agents/plan.js')}`];
    const refused = await scene.run(['eval', 'plan', ...agent]);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('/0/files/0: "gone.csv" does not exist'),
    ]);

    const { code, stdout, stderr } = await scene.run(['eval', 'plan', ...agent, '--allow-missing-files', '--json']);
    expect(stderr).toMatch(/\/0\/files\/0: "gone.csv" does not exist/);
    expect(stderr).toMatch(/\/2: has no expectations, so it decides nothing/);
    expect([code, JSON.parse(stdout).rows]).toEqual([0, [expect.objectContaining({ score: '1', action: 'baseline' })]]);
    const verified = await scene.run(['verify', '--workspace', scene.workspace]);
    expect([verified.code, verified.stdout]).toEqual([0, expect.any(String)]);
  });
});
