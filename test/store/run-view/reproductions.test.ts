import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ReproductionRecord } from '../../../src/core/schema/reproduction.ts';
import { openDoor } from '../../../src/store/run-view/door.ts';
import { viewedReproductions } from '../../../src/store/run-view/reproductions.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { writeTree } from '../../support/write-tree.ts';

const temp = useTempFolder();

const AGENT = { spec: 'claude', identity: { name: 'claude', version: null, model: null } };
const RECORD: ReproductionRecord = {
  ...{ schema_version: 1, number: 1, iteration: 3, tree_hash: 'f00', executor: AGENT, judge: AGENT },
  ...{ trials: [{ eval_id: 'a', trial: 1 }], environment: {}, given: [], started_at: '2025-01-15T10:30:00+00:00' },
  ...{ recorded: 0.75, score: 0.7, difference: -0.05, noise: 0.21, verdict: 'within_noise' },
  ...{ evals: [], differs: [], unmeasured: [] },
};
const at = (number: number) => `passes/reproduce-${number}/reproduction.json`;
const recordOf = (number: number) => JSON.stringify({ ...RECORD, number });

it('reproductions are read in their order, without those that never ended and what is none', async () => {
  const root = await writeTree(join(temp(), 'W'), {
    ...{ [at(10)]: recordOf(10), [at(2)]: recordOf(2) },
    'passes/reproduce-11/request.json': '{}',
    'passes/final-1/v0/note.txt': '',
    'passes/reproduce-x/reproduction.json': recordOf(3),
  });
  const door = openDoor(root);
  const reproductions = viewedReproductions(door);
  expect(door.problems()).toEqual([]);
  expect(reproductions.map(({ number }) => number)).toEqual([2, 10]);
  const { started_at, recorded, score, verdict } = RECORD;
  expect(reproductions[0]).toEqual({
    ...{ number: 2, iteration: 3, started_at, executor: 'claude', recorded, score, verdict },
  });
});

it('a reproduction that cannot be read is named, and hides no other; a run without any has none', async () => {
  const root = await writeTree(join(temp(), 'W'), {
    [at(1)]: '{',
    [at(2)]: recordOf(2),
    'elsewhere/r.json': recordOf(3),
  });
  await mkdir(join(root, 'passes/reproduce-3'));
  await symlink(join(root, 'elsewhere/r.json'), join(root, at(3)));
  const door = openDoor(root);
  expect(viewedReproductions(door).map(({ number }) => number)).toEqual([2]);
  expect(door.problems()).toEqual([
    { path: at(1), message: 'is no JSON' },
    { path: at(3), message: 'is a link, which is not followed' },
  ]);
  expect(viewedReproductions(openDoor(temp()))).toEqual([]);
});
