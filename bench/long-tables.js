import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTables } from '../dist/loop/tables.js';
import { workspaceAt } from '../dist/store/layout.js';
import { decisionsOf, readRunState } from '../dist/store/run-state.js';
import { lengthen } from './long-run.js';
import { timed } from './table.js';
import { climb, started } from './views.js';

const [MANY, FEW] = [1000, 10];

/**
 * Time and memory of `rank` on a run of 1,000 iterations with all their trials and of `history` over 1,000 archived runs,
 * started as a person does, beside 10 of each; and of the tables that each decision writes anew.
 */
export async function measureLongTables(root, rounds) {
  const climbed = await climb(root);
  const [few, many] = [FEW, MANY].map((count) => join(root, `whole-${count}`));
  await lengthen(climbed, { to: few, last: 2, count: FEW, whole: true });
  await lengthen(climbed, { to: many, last: 2, count: MANY, whole: true });
  const [archived] = (await readFile(join(root, 'artifacts', 'index.yaml'), 'utf8')).split(/^(?=- )/m).filter(Boolean);
  for (const [folder, count] of [[few, FEW], [many, MANY]]) {
    const entries = Array.from({ length: count }, (_, index) => archived.replaceAll('run_001', `run_${index + 1}`));
    await writeFile(join(folder, 'index.yaml'), entries.join(''));
  }
  return [
    ...compared('rank', { few, many, rounds }),
    ...compared('history', { few, many, rounds }),
    ...(await measureTables(workspaceAt(many), rounds)),
  ];
}

function compared(command, { few, many, rounds }) {
  const samples = { few: [], many: [] };
  for (let round = 0; round < rounds; round += 1) {
    samples.few.push(started([command, few]));
    samples.many.push(started([command, many]));
  }
  const mb = (runs) => runs.map((run) => run.mb);
  return [
    { what: `${command}, 1,000`, samples: samples.many.map(({ ms }) => ms), unit: 'ms', target: 'at most 2,000 ms' },
    { what: `${command}, 1,000, memory`, samples: mb(samples.many), unit: 'MB' },
    { what: `${command}, 10, memory`, samples: mb(samples.few), unit: 'MB' },
  ];
}

/** The first time of a start, and after each further decision. */
async function measureTables(workspace, rounds) {
  const state = await readRunState(workspace);
  const decisions = decisionsOf(state);
  let tables = createTables(workspace, state.run);
  const fresh = await timed(
    rounds,
    () => tables(decisions),
    async () => {
      tables = createTables(workspace, state.run);
    },
  );
  const again = await timed(rounds, () => tables(decisions));
  return [
    { what: 'leaderboard.csv and history.json, 1,000, first', samples: fresh, unit: 'ms', target: 'at most 2,000 ms' },
    { what: 'the same at each further decision', samples: again, unit: 'ms' },
  ];
}
