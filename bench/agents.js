// What an adapter costs beyond the client's own process, and whether waiting clients wait side by side.
import { join } from 'node:path';
import { main } from '../dist/cli/main.js';
import { makeIdle, onRamDisk, quietly } from './idle-skill.js';
import { measureTrials } from './idle-trials.js';
import { medianOf, printTable, ratio } from './table.js';

const [ROUNDS, SECONDS] = [3, 5];

/** Milliseconds of baselines of `count` evals whose client waits for its model, all of them at once. */
async function waiting(root, count) {
  const { skill, agent } = await makeIdle(join(root, `waits-${count}`), { count, seconds: SECONDS });
  const samples = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const flags = ['--agent', `command:${agent}`, '--concurrency', '8', '--workspace', join(root, `w-${count}-${round}`)];
    const start = performance.now();
    await quietly(main, ['eval', skill, ...flags, '--json']);
    samples.push(performance.now() - start);
  }
  return samples;
}

await onRamDisk(async (root) => {
  const [one, eight] = [await waiting(root, 1), await waiting(root, 8)];
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  const trials = await measureTrials(root, ROUNDS);
  const cpu = trials.find(({ what }) => what === 'our CPU a trial beyond that');
  printTable('adapters: our cost beyond the client, and clients that wait 5 s for their model', [
    { ...cpu, what: 'our CPU a trial beyond the client', target: `${medianOf(cpu.samples) <= 20 ? 'holds' : 'FAILS'}: at most 20 ms` },
    { what: 'one trial', samples: one, unit: 'ms' },
    { what: 'eight trials at concurrency 8', samples: eight, unit: 'ms', target: `${ratio(eight, one)} of one (at most 1.2)` },
  ]);
  console.log(`\nlargest memory of this process while eight wait: ${memory} MB`);
});
