import { beforeEach, describe, expect, it } from 'vitest';
import { runRecordSchema } from '../../src/core/schema/run.ts';
import { createTables } from '../../src/loop/tables.ts';
import { readRecord } from '../../src/store/records.ts';
import { decisionsOf, readRunState } from '../../src/store/run-state.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, smallBench } from '../support/campaign.ts';
import { overwrite } from '../support/workspace-files.ts';

const temp = useTempFolder();
let bench: Bench;

beforeEach(async () => {
  bench = await smallBench(temp(), {}, [CHECKED]);
  await bench.improve({ limits: { iterations: 2 } });
});

async function tablesOf({ workspace }: Bench) {
  const run = await readRecord(workspace.run, runRecordSchema);
  if (run === null) throw new Error('the bench ran nothing');
  return { tables: createTables(workspace, run), decisions: decisionsOf(await readRunState(workspace)) };
}

/** The cells of a column of a table without quotes. */
function column(csv: string, name: string): readonly (string | undefined)[] {
  const [head = [], ...rows] = csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return rows.map((cells) => cells[head.indexOf(name)]);
}

describe('the tables of a run', () => {
  it('are those that the run wrote, and shorter after fewer decisions', async () => {
    const { tables, decisions } = await tablesOf(bench);
    expect(await tables(decisions)).toEqual({
      leaderboard: await bench.text('leaderboard.csv'),
      history: await bench.text('history.json'),
    });
    const { leaderboard, history } = await tables(decisions.slice(0, 1));
    expect(column(leaderboard, 'decision')).toEqual(['keep']);
    expect(JSON.parse(history).iterations).toHaveLength(1);
  });

  it('read the records of an iteration once', async () => {
    const { tables, decisions } = await tablesOf(bench);
    const before = await tables(decisions.slice(0, 2));
    const { metrics, proposal } = bench.workspace.iteration(1);
    await overwrite(metrics, 'no JSON');
    await overwrite(proposal, 'no JSON');
    expect(await tables(decisions.slice(0, 2))).toEqual(before);
  });

  it('leave empty what cannot be read', async () => {
    const { tables, decisions } = await tablesOf(bench);
    const { metrics, proposal } = bench.workspace.iteration(1);
    await overwrite(metrics, 'no JSON');
    await overwrite(proposal, 'no JSON');
    const { leaderboard, history } = await tables(decisions.slice(0, 2));
    expect(column(leaderboard, 'skill_files')).toEqual(['1', '']);
    expect(JSON.parse(history).iterations[1]).toMatchObject({ version: 'v1', parent: null });
  });
});
