import { chmod, copyFile, mkdir, mkdtemp, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listFiles } from '../outputs.ts';

/** Copies the outputs to a folder of their own below `scratch`, writable and without links, beside an empty home. */
export async function copyOutputs(outputs: string, scratch: string): Promise<{ cwd: string; home: string }> {
  const folder = await mkdtemp(join(scratch, 'check-'));
  const [cwd, home] = [join(folder, 'outputs'), join(folder, 'home')];
  for (const made of [cwd, home]) await mkdir(made);
  for (const name of await listFiles(outputs)) await copyWritable(join(outputs, name), join(cwd, name));
  return { cwd, home };
}

async function copyWritable(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  const { mode } = await stat(to);
  await chmod(to, mode | 0o600);
}
