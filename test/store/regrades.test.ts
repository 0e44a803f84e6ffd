import { join } from 'node:path';
import { expect, it } from 'vitest';
import { regradeRecord } from '../../src/core/regrade.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { readableRegrades, regradesIn } from '../../src/store/regrades.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const JUDGE = { name: 'claude', version: '1', model: null };

function stored(number: number): string {
  const request = { number, judge_spec: 'claude', judge: JUDGE, judge_before: JUDGE, iterations: 1 };
  return JSON.stringify(regradeRecord({ schema_version: 1, ...request, started_at: '2025-01-15T10:30:00+00:00' }, []));
}

it('regrades are counted by their folders, and one that cannot be read takes none of the others with it', async () => {
  const workspace = workspaceAt(join(temp(), 'W'));
  const at = (number: number | string) => `regrades/${number}/regrade.json`;
  await writeTree(workspace.root, {
    ...{ [at(10)]: stored(10), [at(2)]: stored(2), [at(3)]: '{"schema_version": 1', [at(4)]: '{}' },
    ...{ 'regrades/5/request.json': '{}', [at('07')]: stored(7), [at('x')]: stored(8), 'regrades/notes': 'mine' },
  });
  expect(await regradesIn(workspace)).toEqual([2, 3, 4, 5, 10]);
  expect((await readableRegrades(workspace)).map(({ number }) => number)).toEqual([2, 10]);
});

it('there are none in a workspace without', async () => {
  expect(await regradesIn(workspaceAt(temp()))).toEqual([]);
});
