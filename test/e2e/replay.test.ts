import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { type Scene, setScene, writeAgent } from '../support/scene.ts';
import { pathsBelow, readJson, resultsOf } from '../support/workspace-files.ts';

const SETTINGS = ['--iterations', '3', '--final-passes', '0', '--seed', '7'];

/** A finished run, exported to `artifacts`, the skill of which stands beside it as it was. */
async function recorded(scene: Scene, agent: string, flags: readonly string[] = []): Promise<void> {
  const { code, stderr } = await scene.run(['improve', scene.skill, '--agent', agent, ...SETTINGS, ...flags]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const exported = await scene.run(['export', 'artifacts', '--workspace', scene.workspace]);
  expect(exported).toMatchObject({ code: 0, stderr: '' });
}

function replay(scene: Scene, flags: readonly string[] = []) {
  const workspace = ['--workspace', join(scene.root, 'again')];
  return scene.run(['improve', scene.skill, '--agent', 'replay:artifacts', ...SETTINGS, ...workspace, ...flags]);
}

describe('a finished run that is played again from its artifacts', () => {
  it.each(['strict', 'race'])(
    'gives the same results but for times, without a call of an agent: rule %s',
    async (rule) => {
      const scene = await setScene();
      await recorded(scene, scripted('plan'), ['--rule', rule]);
      const before = (await scene.calls()).length;
      await rm(join(scene.root, 'elsewhere'), { recursive: true, force: true });
      const { code, stderr } = await replay(scene, ['--rule', rule]);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(await resultsOf(join(scene.root, 'again'))).toBe(await resultsOf(scene.workspace));
      expect((await scene.calls()).length).toBe(before);
    },
  );

  it('is the same in what was said, made and judged', async () => {
    const scene = await setScene();
    await recorded(scene, scripted('plan'));
    await replay(scene);
    const again = join(scene.root, 'again', 'iteration-1');
    const first = join(scene.workspace, 'iteration-1');
    for (const name of ['trajectory.jsonl', 'outputs/result.txt']) {
      expect(await readFile(join(again, 'eval-1', name), 'utf8')).toBe(
        await readFile(join(first, 'eval-1', name), 'utf8'),
      );
    }
    const graded = async (dir: string) => (await readJson(dir, 'eval-1', 'grading.json')).expectations;
    expect(await graded(again)).toEqual(await graded(first));
    expect(await readJson(again, 'proposal.json')).toMatchObject({ hypothesis: 'Step 1 is next.' });
    expect((await pathsBelow(join(again, 'candidate'))).length).toBeGreaterThan(0);
  });

  it('answers a call at once that was tried again, and fails where the agent failed', async () => {
    const scene = await setScene();
    const tries = join(scene.root, 'tries');
    const agent = await writeAgent(
      scene,
      `{ executor: async (request) => {
        if (request.prompt.includes('case D')) process.exit(3);
        const { existsSync, writeFileSync } = await import('node:fs');
        if (!existsSync(${JSON.stringify(tries)})) { writeFileSync(${JSON.stringify(tries)}, ''); process.exit(4); }
        return planRoles.executor(request);
      } }`,
    );
    const few = ['--retries', '1', '--iterations', '0'];
    await scene.run(['improve', scene.skill, '--agent', agent, ...SETTINGS, ...few]);
    await scene.run(['export', 'artifacts', '--workspace', scene.workspace]);
    await replay(scene, few);
    const outcome = async (root: string, id: number) =>
      (await readJson(root, 'iteration-0', `eval-${id}`, 'trial.json')).outcome;
    for (const id of [1, 2, 3, 4]) {
      expect(await outcome(join(scene.root, 'again'), id)).toBe(await outcome(scene.workspace, id));
    }
    expect(await outcome(scene.workspace, 4)).toBe('agent_error');
  });

  it('says which seed is needed when the run is another one, and what is no folder of artifacts', async () => {
    const scene = await setScene();
    await recorded(scene, scripted('plan'));
    const { code } = await replay(scene, ['--seed', '8', '--retries', '0']);
    expect(code).toBe(6);
    const { error } = await readJson(scene.root, 'again', 'iteration-0', 'eval-1', 'trial.json');
    expect(error.message).toMatch(/nothing is recorded of this call.*--seed 7/);
    const nothing = await scene.run([
      'improve',
      scene.skill,
      '--agent',
      'replay:nowhere',
      '--workspace',
      join(scene.root, 'w'),
    ]);
    expect(nothing).toMatchObject({ code: 4, stderr: expect.stringContaining('export artifacts --to DIR') });
  });

  it('plays what can be read of torn artifacts, and follows no path out of its folders', async () => {
    const scene = await setScene();
    await recorded(scene, scripted('plan'));
    const { run_id } = await readJson(scene.workspace, 'run.json');
    const trial = join(scene.root, 'artifacts', 'jobs', `${run_id}-iter-0`, 'eval-1__t1');
    const result = await readJson(trial, 'result.json');
    result.agent_result.metadata.deleted_inputs = ['../../../precious', '..', '.'];
    await writeFile(join(trial, 'result.json'), JSON.stringify(result));
    await writeFile(join(scene.root, 'precious'), 'kept');
    const torn = join(scene.root, 'artifacts', 'jobs', `${run_id}-iter-0`, 'eval-2__t1', 'result.json');
    await cp(torn, `${torn}.whole`);
    await writeFile(torn, '{"agent_result":');
    await replay(scene, ['--retries', '0', '--iterations', '0']);
    expect(await readFile(join(scene.root, 'precious'), 'utf8')).toBe('kept');
    const outcome = async (id: number) =>
      (await readJson(scene.root, 'again', 'iteration-0', `eval-${id}`, 'trial.json')).outcome;
    expect([await outcome(1), await outcome(2), await outcome(3)]).toEqual(['graded', 'agent_error', 'graded']);
  });
});
