// How long the program takes to start, and what a trial costs us beyond the agent's own process.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../dist/cli/main.js';
import { printTable, ratio, timed } from './table.js';

const PROGRAM = fileURLToPath(new URL('../bin/skillratchet.js', import.meta.url));
const TRIALS = 200;
const ROUNDS = 3;

const node = (...args) => execFileSync(process.execPath, args, { stdio: 'ignore' });
const bare = await timed(15, () => node('-e', '0'));
const help = await timed(15, () => node(PROGRAM, '--help'));

const root = await mkdtemp(join(tmpdir(), 'skillratchet-bench-'));
const cpu = [];
const wall = [];
try {
  const skill = join(root, 'nothing');
  await mkdir(join(skill, 'evals'), { recursive: true });
  await writeFile(join(skill, 'SKILL.md'), '---\nname: nothing\ndescription: Does nothing.\n---\nNothing.\n');
  const evals = Array.from({ length: TRIALS }, (_, id) => ({
    id,
    prompt: 'Do nothing.',
    expectations: [{ type: 'file_exists', file: 'nothing.txt' }],
  }));
  await writeFile(join(skill, 'evals', 'evals.json'), JSON.stringify({ evals }));
  // The cheapest agent there is, so that nearly all that is measured is ours.
  const agent = join(root, 'agent.sh');
  const answer = '{"type":"result","status":"completed","text":"done"}';
  await writeFile(agent, `#!/bin/sh\ncat >/dev/null\necho '${answer}'\n`, { mode: 0o755 });
  for (let round = 0; round < ROUNDS; round += 1) {
    const flags = ['--agent', `command:${agent}`, '--concurrency', '8', '--workspace', join(root, `run-${round}`), '--json'];
    const before = process.cpuUsage();
    const [took] = await timed(1, () => quietly(() => main(['eval', skill, ...flags])));
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000 / TRIALS);
    wall.push(took / TRIALS);
  }
} finally {
  await rm(root, { recursive: true, force: true });
}

printTable(`start, and ${TRIALS} trials of an agent that does nothing at concurrency 8`, [
  { what: 'node -e 0', samples: bare, unit: 'ms' },
  { what: 'skillratchet --help', samples: help, unit: 'ms', target: `${ratio(help, bare)} of bare node (at most 3)` },
  { what: 'our CPU a trial', samples: cpu, unit: 'ms', target: 'at most 5 ms' },
  { what: 'wall time a trial', samples: wall, unit: 'ms' },
]);
console.log(`\nlargest memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);

/** Runs the program in this process, whose CPU time leaves out that of its children. */
async function quietly(work) {
  const { write } = process.stdout;
  const { write: writeError } = process.stderr;
  process.stdout.write = () => true;
  process.stderr.write = () => true;
  try {
    await work();
  } finally {
    process.stdout.write = write;
    process.stderr.write = writeError;
  }
}
