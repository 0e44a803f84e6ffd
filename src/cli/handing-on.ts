import { resolve } from 'node:path';
import { EXIT, UserError } from '../core/errors.ts';
import { exists } from '../platform/exists.ts';
import type { ProgramEnd } from '../records/archive/metadata.ts';
import { sftExporter } from '../records/sft/exporter.ts';
import { defaultWorkspace, type Workspace, workspaceAt } from '../store/layout.ts';
import type { CiFlags } from './ci-options.ts';
import { redactFor } from './compose.ts';
import { summaryLines } from './export-in.ts';
import type { MeasureFlags } from './options.ts';
import type { Shell } from './shell.ts';

/**
 * Runs a command and hands on what became of its workspace, whatever the command's end: a bundle of outputs where `--to`
 * names a folder for that, training data where `--sft` asks for it, an archive where `--artifacts` names a folder, and the
 * files that `--junit` and `--summary` name. Trouble with one of them is a warning and changes nothing.
 */
export async function handingOn(shell: Shell, skill: string, { flags, work }: HandedOn): Promise<void> {
  const started_at = now();
  let code: number = EXIT.done;
  const listening: Shell = {
    ...shell,
    exit(given) {
      code = given;
      shell.exit(given);
    },
  };
  try {
    await work(listening);
  } catch (error) {
    code = error instanceof UserError ? error.exit : EXIT.bug;
    throw error;
  } finally {
    const end = { exit_code: code, started_at, completed_at: now() };
    if (!isLook(flags())) await handOn(shell, skill, { flags: flags(), end });
  }
}

type HandingFlags = MeasureFlags & CiFlags;

interface HandedOn {
  /** Asked for at the end, when the configuration file was read. */
  readonly flags: () => HandingFlags;
  readonly work: (shell: Shell) => Promise<void>;
}

/** Whether the command only said what it would do. */
function isLook({ dryRun, printConfig, printSandbox }: MeasureFlags): boolean {
  return Boolean(dryRun || printConfig || printSandbox);
}

interface Ended {
  readonly flags: HandingFlags;
  readonly end: ProgramEnd;
}

async function handOn(shell: Shell, skill: string, { flags, end }: Ended): Promise<void> {
  const { artifacts, to, sft = false, workspace: named } = flags;
  const root = named === undefined ? defaultWorkspace(resolve(shell.cwd, skill)) : resolve(shell.cwd, named);
  if (!(await exists(root))) return;
  const workspace = workspaceAt(root);
  if (to !== undefined) await warned(shell, 'the outputs were not written', () => bundle(shell, workspace, to));
  if (flags.junit !== undefined || flags.summary !== undefined) {
    await warned(shell, 'the files for CI were not written', () => forCi(shell, workspace, flags));
  }
  if (sft) {
    await warned(shell, 'the training data was not written', () => trainingData(shell, workspace, artifactsOf(flags)));
  }
  if (artifacts !== undefined) {
    const programs = programsOf(shell, flags);
    await warned(shell, 'the run was not archived', () => archive(shell, artifacts, { workspace, end, programs }));
  }
}

async function warned(shell: Shell, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    shell.report(`warning: ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function bundle(shell: Shell, workspace: Workspace, to: string): Promise<void> {
  const { exportOutputs } = await import('../records/outputs/export-outputs.ts');
  const request = { to: resolve(shell.cwd, to), redact: redactFor(shell), options: {} };
  const { warnings } = await exportOutputs(workspace, request);
  for (const warning of warnings) shell.report(`warning: ${warning}`);
  shell.report(`outputs written to ${to}`);
}

async function forCi(shell: Shell, workspace: Workspace, flags: CiFlags): Promise<void> {
  const { readReportSource } = await import('../records/report-source.ts');
  const { ciFilesOf, writeCiFiles } = await import('./ci-files.ts');
  await writeCiFiles(workspace, await readReportSource(workspace), ciFilesOf(shell, flags));
}

/** Where a run's trajectories and training data go: as those that are exported later where only the data is asked for. */
export function artifactsOf({ artifacts = sftExporter.defaultTarget }: Pick<MeasureFlags, 'artifacts'>): string {
  return artifacts;
}

/** Of every iteration of the run; a resumed one has written some of them before. */
async function trainingData(shell: Shell, workspace: Workspace, to: string): Promise<void> {
  const request = { to: resolve(shell.cwd, to), redact: redactFor(shell), options: { skipUnchanged: true } };
  const summary = await sftExporter.export(workspace, request);
  for (const warning of summary.warnings) shell.report(`warning: ${warning}`);
  const { records = 0, jobs = 0 } = summary.written;
  const [, left = ''] = summaryLines(summary, to);
  shell.report(`training data written to ${to}: ${records} records of ${jobs} iterations. ${left}`.trim());
}

interface Archived {
  readonly workspace: Workspace;
  readonly end: ProgramEnd;
  readonly programs: readonly string[];
}

async function archive(shell: Shell, artifacts: string, archived: Archived): Promise<void> {
  const { archiveRun } = await import('../records/archive/archive-run.ts');
  const id = await archiveRun(resolve(shell.cwd, artifacts), { ...archived, redact: redactFor(shell) });
  shell.report(`archived as ${id} in ${artifacts}`);
}

/** The programs that were named as agents, by path. */
function programsOf({ cwd }: Shell, { agent = [], judge, improver }: MeasureFlags): readonly string[] {
  return [...agent, judge, improver].flatMap((spec) => {
    const path = /^command:(.*\/.*)$/.exec(spec ?? '')?.[1];
    return path === undefined ? [] : [resolve(cwd, path)];
  });
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
