import { chmod, cp, mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { EvalCase, InputFile } from '../core/schema/suite.ts';
import { exists } from '../platform/exists.ts';

/** The folders of one agent call, all below one fresh scratch folder outside any repository. */
export interface Stage {
  /** The work folder; a git root, so that no agent looks for settings above it. */
  readonly cwd: string;
  readonly home: string;
}

export async function makeStage(scratch: string): Promise<Stage> {
  const stage = { cwd: join(scratch, 'work'), home: join(scratch, 'home') };
  await mkdir(stage.home, { recursive: true });
  await mkdir(join(stage.cwd, '.git', 'objects'), { recursive: true });
  await mkdir(join(stage.cwd, '.git', 'refs'));
  await writeFile(join(stage.cwd, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  return stage;
}

/** An input file as staged: where it lies in the work folder, and where it came from. */
export interface StagedInput {
  readonly name: string;
  readonly source: string;
}

/** Places each input under the name it has in `files`, and, where that name is free, under its base name too. */
export async function stageInputs(
  files: readonly InputFile[],
  from: string,
  cwd: string,
): Promise<readonly StagedInput[]> {
  const staged: StagedInput[] = [];
  for (const file of files) staged.push(await placeInput(join(from, file.source), file.name, cwd));
  for (const file of files) {
    const short = basename(file.name);
    if (!(await exists(join(cwd, short)))) staged.push(await placeInput(join(from, file.source), short, cwd));
  }
  return staged;
}

/** The eval's prompt, unaltered, and the list of its input files. */
export function executorPrompt(evalCase: EvalCase, inputs: readonly StagedInput[]): string {
  if (inputs.length === 0) return evalCase.prompt;
  const list = inputs.map(({ name }) => `- ${name}`).join('\n');
  return `${evalCase.prompt}\n\nInput files, in the current folder:\n${list}\n`;
}

async function placeInput(source: string, name: string, cwd: string): Promise<StagedInput> {
  await mkdir(dirname(join(cwd, name)), { recursive: true });
  await cp(source, join(cwd, name), { recursive: true, dereference: true });
  await makeWritable(join(cwd, name));
  return { name, source };
}

/** Inputs come from a read-only snapshot; an agent may change its own copy. */
async function makeWritable(path: string): Promise<void> {
  const { mode } = await stat(path);
  await chmod(path, mode | 0o200);
}
