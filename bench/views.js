import { spawnSync } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../dist/cli/main.js';
import { quietly } from './idle-skill.js';
import { lengthen } from './long-run.js';

const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const PEAK = 'process.on("exit", () => process.stderr.write(String(process.resourceUsage().maxRSS)))';
const ITERATIONS = 1000;

/** Time and memory of `log` and `status`, started as a person does, on a run of 1,000 iterations; memory beside that of 10. */
export async function measureViews(root, rounds) {
  const [short, long] = ['short', 'long'].map((name) => join(root, name));
  const climbed = await climb(root);
  await lengthen(climbed, { to: short, last: 2, count: 10 });
  await lengthen(climbed, { to: long, last: 2, count: ITERATIONS });
  return ['log', 'status'].flatMap((command) => {
    const few = Array.from({ length: rounds }, () => view(command, short));
    const many = Array.from({ length: rounds }, () => view(command, long));
    const what = `${command}, 1,000 iterations`;
    return [
      { what, samples: many.map(({ ms }) => ms), unit: 'ms', target: 'at most 500 ms' },
      { what: `${what}, memory`, samples: many.map(({ mb }) => mb), unit: 'MB' },
      { what: `${command}, 10 iterations, memory`, samples: few.map(({ mb }) => mb), unit: 'MB' },
    ];
  });
}

/** The workspace of a run of the demo with two iterations. */
export async function climb(root) {
  const [skill, climbed] = [join(root, 'release-notes'), join(root, 'climbed')];
  await cp(file('fixtures/skills/release-notes'), skill, { recursive: true });
  const flags = ['--agent', `command:${file('fixtures/agents/demo/agent.js')}`, '--iterations', '2'];
  await quietly(main, ['improve', skill, '--workspace', climbed, ...flags, '--artifacts', join(root, 'artifacts')]);
  return climbed;
}

function view(command, workspace) {
  const { ms, mb, stdout } = started([command, workspace]);
  const shown = command === 'log' ? stdout.split('\n').length > ITERATIONS : stdout.includes('iteration');
  if (workspace.endsWith('long') && !shown) throw new Error(`${command} ${workspace} shows too little`);
  return { ms, mb };
}

/** Starts the program as a person does: milliseconds, its largest memory in MB, and what it says. */
export function started(args) {
  const start = performance.now();
  const watched = ['--import', `data:text/javascript,${encodeURIComponent(PEAK)}`, file('bin/skillratchet.js'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, watched, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return { ms, mb: Number(/\d+$/.exec(stderr)?.[0]) / 1024, stdout };
}
