import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from '../dist/cli/main.js';
import { makeIdle, quietly } from './idle-skill.js';
import { writeFile } from 'node:fs/promises';
import { started } from './views.js';

const [TRIALS, TURNS] = [1000, 60];

/** Time and memory of `export sft` of 1,000 trials in which the agent made 60 turns, a call in each but the last. */
export async function measureTrainingData(root, rounds) {
  const told = join(root, 'turns.jsonl');
  await writeFile(told, turns());
  const does = `cat >/dev/null\n: > nothing.txt\ncat '${told}'`;
  const { skill, agent } = await makeIdle(root, { count: TRIALS, seconds: 0, does });
  const workspace = join(root, 'trained');
  const flags = ['--agent', `command:${agent}`, '--concurrency', '8', '--workspace', workspace];
  await quietly(main, ['eval', skill, ...flags, '--json']);
  const samples = [];
  for (let round = 0; round < rounds; round += 1) samples.push(await exported(workspace, join(root, 'sft')));
  const what = `export sft, ${TRIALS} trials of ${TURNS} turns`;
  return [
    { what, samples: samples.map(({ ms }) => ms / 1000), unit: 's' },
    { what: `${what}, memory`, samples: samples.map(({ mb }) => mb), unit: 'MB', target: 'at most 200 MB' },
    { what: `${what}, lf.json`, samples: samples.map(({ written }) => written), unit: 'MB' },
  ];
}

/** Lines of an agent that calls a tool in each turn but the last, and is told 2,000 characters. */
function turns() {
  const lines = Array.from({ length: TURNS - 1 }, (_, turn) => [
    { type: 'message', role: 'assistant', text: `Step ${turn}: ${'I look into the next file. '.repeat(8)}` },
    { type: 'tool_call', id: `call-${turn}`, name: 'read_file', input: { path: `src/part-${turn}.ts` } },
    { type: 'tool_result', id: `call-${turn}`, output: `${turn} is a line of it.\n`.repeat(100), is_error: false },
  ]);
  return [...lines.flat(), { type: 'message', role: 'assistant', text: 'Done.' }]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

async function exported(workspace, to) {
  const { ms, mb } = started(['export', 'sft', workspace, '--to', to]);
  const [job] = await readdir(join(to, 'sft_data'));
  const lines = (await readFile(join(to, 'sft_data', job, 'im.jsonl'), 'utf8')).trimEnd().split('\n');
  if (lines.length !== TRIALS) throw new Error(`${lines.length} of ${TRIALS} trials were exported`);
  const records = await readFile(join(to, 'sft_data', job, 'lf.json'));
  return { ms, mb, written: records.length / 2 ** 20 };
}
