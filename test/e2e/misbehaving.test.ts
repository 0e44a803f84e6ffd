import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { measureWith, planScene, trialText } from '../support/misbehaviour.ts';
import { readJson } from '../support/workspace-files.ts';

const IN_TIME = ['--timeout', '20'];
const SHORT = ['--timeout', '1'];
const CHANGED = 'changed its copy of the skill: SKILL.md';
const WORKED = '> Case A: 17 lines are finished.';

describe('an executor without a score', () => {
  it.concurrent.for([
    ['hangs', SHORT, 'timeout', null, 'did not finish in time', '- end: timeout'],
    ['ignores-sigterm', SHORT, 'timeout', null, 'did not finish in time', '\nNo.'],
    ['answers-late', ['--timeout', '5'], 'timeout', null, 'did not finish in time', WORKED],
    ['exits-3', IN_TIME, 'agent_error', 'crash', 'exited with code 3 without a result line', 'the model fell over'],
    ['no-result', IN_TIME, 'agent_error', 'protocol', 'ended without a result line', '> I am not finished yet.'],
    ['broken-lines', IN_TIME, 'agent_error', 'protocol', 'ended without a result line', '"cut off in the mid\n'],
    ['two-results', IN_TIME, 'agent_error', 'crash', 'I give up', '- end: failed (crash): I give up'],
    ['empty', IN_TIME, 'agent_error', 'empty', 'completed with neither text nor files', '- end: completed'],
    ['rewrites-skill', IN_TIME, 'agent_error', 'protocol', CHANGED, '> Case A: 25 lines are finished.'],
    ['deletes-skill', IN_TIME, 'agent_error', 'protocol', CHANGED, WORKED],
  ] as const)(
    '%s: its trial says why, no row is written, and the exit code is 6',
    { timeout: 60_000 },
    async ([agent, flags, outcome, kind, message, told], { expect, onTestFinished }) => {
      const scene = await planScene(onTestFinished);

      const ended = await measureWith(agent, scene, { flags });
      expect(ended).toMatchObject({ code: 6, stdout: expect.stringContaining('0 % measured, 80 % needed.') });
      expect(ended.stdout).toContain('skillratchet show 0 --workspace plan-autoresearch');
      const cause = kind === null ? '' : ` (${kind})`;
      expect(ended.stderr).toContain(`\niteration 0  eval 1  ${outcome}${cause}, not measured\n`);

      const trial = join(scene.workspace, 'iteration-0', 'eval-1');
      expect(await readJson(trial, 'trial.json')).toMatchObject({ outcome, error: { kind, message }, attempts: 1 });
      expect(await trialText(scene, 'transcript.md')).toContain(told);
      expect(await readdir(join(trial, 'outputs'))).toEqual([]);
      expect(await exists(join(trial, 'grading.json'))).toBe(false);
      for (const name of ['results.tsv', 'best', join('iteration-0', 'decision.json')]) {
        expect(await exists(join(scene.workspace, name))).toBe(false);
      }
      expect(await hashTree(scene.skill)).toEqual(await hashTree(join(scene.root, 'original')));
    },
  );

  it.concurrent('is tried again for a changed skill as for any other failure; `show` and `eval` say why', async ({
    expect,
    onTestFinished,
  }) => {
    const scene = await planScene(onTestFinished);
    await measureWith('rewrites-skill', scene, { flags: ['--retries', '1'] });
    const trial = join(scene.workspace, 'iteration-0', 'eval-1');
    expect(await readJson(trial, 'trial.json')).toMatchObject({ attempts: 2, error: { message: CHANGED } });
    expect(await readdir(join(trial, 'attempts'))).toEqual(['1', '2']);

    const shown = await scene.run(['show', '0/1']);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining(`agent_error, not measured: ${CHANGED}`) });
    const one = await scene.run(['eval', 'plan', '--eval', '1']);
    expect(one).toMatchObject({ code: 6, stdout: '' });
    expect(one.stderr).toContain(`error: Eval 1 could not be measured: agent_error, ${CHANGED}.`);
  });
});
