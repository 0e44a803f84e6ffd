import { mkdirSync, writeFileSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { EvalCase, InputFile } from '../core/schema/suite.ts';
import { exists, leadsSomewhere } from '../platform/exists.ts';

/** The folders of one agent call, all below one fresh scratch folder outside any repository. */
export interface Stage {
  /** The work folder; a git root, so that no agent looks for settings above it. */
  readonly cwd: string;
  readonly home: string;
}

export async function makeStage(scratch: string): Promise<Stage> {
  const stage = { cwd: join(scratch, 'work'), home: join(scratch, 'home') };
  for (const folder of [stage.home, join(stage.cwd, '.git', 'objects'), join(stage.cwd, '.git', 'refs')]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(join(stage.cwd, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  return stage;
}

/** An input as staged: where it lies in the work folder, and what was put there. */
export interface StagedInput {
  readonly name: string;
  readonly origin: /** A file or folder. Absolute. */
  { readonly type: 'path'; readonly path: string } | { readonly type: 'inline'; readonly content: string };
}

/** Places each input under the name it has in `files`, and, where that name is free, under its base name too. */
export async function stageInputs(
  files: readonly InputFile[],
  from: string,
  cwd: string,
): Promise<readonly StagedInput[]> {
  const staged: StagedInput[] = [];
  for (const file of files) staged.push(await place({ name: file.name, origin: originOf(file, from) }, cwd));
  for (const file of files) {
    const name = basename(file.name);
    if (!(await exists(join(cwd, name)))) staged.push(await place({ name, origin: originOf(file, from) }, cwd));
  }
  return staged;
}

/** The names that `stageInputs` gives to inputs, in its order, without staging them. */
export function inputNames(files: readonly InputFile[]): readonly string[] {
  const names = files.map(({ name }) => name);
  for (const file of files) {
    const name = basename(file.name);
    if (!names.some((taken) => taken === name || taken.startsWith(`${name}/`))) names.push(name);
  }
  return names;
}

/** The eval's prompt, unaltered, and the list of its input files. */
export function executorPrompt(evalCase: EvalCase, inputs: readonly Pick<StagedInput, 'name'>[]): string {
  if (inputs.length === 0) return evalCase.prompt;
  const list = inputs.map(({ name }) => `- ${name}`).join('\n');
  return `${evalCase.prompt}\n\nInput files, in the current folder:\n${list}\n`;
}

function originOf(file: InputFile, from: string): StagedInput['origin'] {
  return file.type === 'inline'
    ? { type: 'inline', content: file.content }
    : { type: 'path', path: join(from, file.source) };
}

async function place(input: StagedInput, cwd: string): Promise<StagedInput> {
  const to = join(cwd, input.name);
  await mkdir(dirname(to), { recursive: true });
  if (input.origin.type === 'inline') await writeFile(to, input.origin.content);
  else {
    // Links are staged as what they lead to; of one that leads nowhere there is nothing to stage.
    await cp(input.origin.path, to, { recursive: true, dereference: true, filter: leadsSomewhere });
    await makeWritable(to);
  }
  return input;
}

/** Inputs come from a read-only snapshot; an agent may change its own copy. */
async function makeWritable(path: string): Promise<void> {
  const found = await lstat(path);
  await chmod(path, found.mode | (found.isDirectory() ? 0o700 : 0o200));
  if (!found.isDirectory()) return;
  for (const name of await readdir(path)) await makeWritable(join(path, name));
}
