// How long the program takes to start, and what a trial costs us beyond the agent's own process.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onRamDisk } from './idle-skill.js';
import { measureTrials } from './idle-trials.js';
import { printTable, ratio, timed } from './table.js';

const PROGRAM = fileURLToPath(new URL('../bin/skillratchet.js', import.meta.url));

const node = (...args) => execFileSync(process.execPath, args, { stdio: 'ignore' });
const [bare, help] = [[], []];
// In turn, so that a machine that is busy for a while slows both.
for (let round = 0; round < 15; round += 1) {
  bare.push(...(await timed(1, () => node('-e', '0'))));
  help.push(...(await timed(1, () => node(PROGRAM, '--help'))));
}
const trials = await onRamDisk((root) => measureTrials(root, 5));

printTable('start, and 200 trials of an agent that does nothing at concurrency 8', [
  { what: 'node -e 0', samples: bare, unit: 'ms' },
  { what: 'skillratchet --help', samples: help, unit: 'ms', target: `${ratio(help, bare)} of bare node (at most 3)` },
  ...trials,
]);
console.log(`\nlargest memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
