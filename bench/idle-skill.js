import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder on a RAM disk where there is one, for `work` and the program's own temporary files; gone afterwards. */
export async function onRamDisk(work) {
  const root = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'skillratchet-bench-'));
  process.env.TMPDIR = root;
  try {
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/**
 * A skill with `count` evals, each of one check, and the cheapest agent there is, which first reads what it is asked, or
 * does what `does` says in shell, and sleeps for `seconds`.
 */
export async function makeIdle(root, { count, seconds, does = 'cat >/dev/null' }) {
  const skill = join(root, `idle-${count}`);
  await mkdir(join(skill, 'evals'), { recursive: true });
  await writeFile(join(skill, 'SKILL.md'), '---\nname: idle\ndescription: Does nothing.\n---\nNothing.\n');
  const expectations = [{ type: 'file_exists', file: 'nothing.txt' }];
  const evals = Array.from({ length: count }, (_, id) => ({ id, prompt: 'Do nothing.', expectations }));
  await writeFile(join(skill, 'evals', 'evals.json'), JSON.stringify({ evals }));
  const agent = join(root, `agent-${count}.sh`);
  const answer = '{"type":"result","status":"completed","text":"done"}';
  const sleep = seconds === 0 ? '' : `sleep ${seconds}\n`;
  await writeFile(agent, `#!/bin/sh\n${does}\n${sleep}echo '${answer}'\n`, { mode: 0o755 });
  return { skill, agent };
}

/** Runs the program in this process, whose CPU time leaves out that of its children; what it says is passed over. */
export async function quietly(main, args) {
  const { write } = process.stdout;
  const { write: writeError } = process.stderr;
  process.stdout.write = () => true;
  process.stderr.write = () => true;
  try {
    await main(args);
  } finally {
    process.stdout.write = write;
    process.stderr.write = writeError;
  }
  if (process.exitCode !== undefined && process.exitCode !== 0) throw new Error(`it exited with ${process.exitCode}`);
}

/** Milliseconds of CPU time that this process and its threads spend on `work`. */
export async function cpuOf(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
