import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from '../dist/cli/main.js';
import { cpuOf, makeIdle, quietly } from './idle-skill.js';
import { medianOf } from './table.js';

const TRIALS = 200;
const CONCURRENCY = 8;

/**
 * Our own CPU time for a trial of an agent that does nothing, over rounds of 200 trials at concurrency 8, and that of
 * starting a program at all: what Node takes to spawn as many `true` with three pipes each, from this same process.
 */
export async function measureTrials(root, rounds) {
  const idle = await makeIdle(root, { count: TRIALS, seconds: 0 });
  const samples = { cpu: [], wall: [], spawn: [] };
  // The first round also compiles; a climb is long.
  for (let round = -1; round < rounds; round += 1) {
    const start = performance.now();
    const cpu = await cpuOf(() => baseline(idle, join(root, `run-${round}`)));
    const wall = performance.now() - start;
    const spawned = await cpuOf(spawnBare);
    if (round < 0) samples.first = [cpu / TRIALS];
    else {
      samples.cpu.push(cpu / TRIALS);
      samples.wall.push(wall / TRIALS);
      samples.spawn.push(spawned / TRIALS);
    }
  }
  const ours = samples.cpu.map((cpu) => cpu - medianOf(samples.spawn));
  return [
    { what: 'CPU a trial, the first 200, with start and compiling', samples: samples.first, unit: 'ms' },
    { what: 'CPU a trial', samples: samples.cpu, unit: 'ms' },
    { what: 'CPU of spawning a program that does nothing', samples: samples.spawn, unit: 'ms' },
    { what: 'our CPU a trial beyond that', samples: ours, unit: 'ms', target: 'at most 5 ms' },
    { what: 'wall time a trial', samples: samples.wall, unit: 'ms' },
  ];
}

/** How much longer a baseline of 8 evals side by side takes than its slowest call, when the agent sleeps for 2 s. */
export async function measureSleepers(root, rounds) {
  const idle = await makeIdle(root, { count: CONCURRENCY, seconds: 2 });
  const ratios = [];
  for (let round = 0; round < rounds; round += 1) {
    const workspace = join(root, `sleep-${round}`);
    const start = performance.now();
    await baseline(idle, workspace);
    ratios.push((performance.now() - start) / (await slowestTrial(join(workspace, 'iteration-0'))));
  }
  return [{ what: 'baseline of 8 evals, agent sleeps 2 s, over its slowest', samples: ratios, unit: '', target: 'at most 1.15' }];
}

function baseline({ skill, agent }, workspace) {
  const flags = ['--agent', `command:${agent}`, '--concurrency', String(CONCURRENCY), '--workspace', workspace];
  return quietly(main, ['eval', skill, ...flags, '--json']);
}

async function spawnBare() {
  let left = TRIALS;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const child = spawn('true', [], { detached: true, env: { PATH: process.env.PATH } });
      child.stdout.resume();
      child.stderr.resume();
      child.stdin.on('error', () => undefined).end('{}');
      await once(child, 'close');
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

async function slowestTrial(iteration) {
  const folders = (await readdir(iteration)).filter((name) => name.startsWith('eval-'));
  const trials = folders.map(async (name) => JSON.parse(await readFile(join(iteration, name, 'trial.json'), 'utf8')));
  return Math.max(...(await Promise.all(trials)).map((trial) => trial.duration_ms));
}
