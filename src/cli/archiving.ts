import { resolve } from 'node:path';
import { EXIT, UserError } from '../core/errors.ts';
import { exists } from '../platform/exists.ts';
import { defaultWorkspace, workspaceAt } from '../store/layout.ts';
import { redactFor } from './compose.ts';
import type { MeasureFlags } from './options.ts';
import type { Shell } from './shell.ts';

/**
 * Runs a command and archives what became of its workspace, whatever the command's end, where `--artifacts` names a
 * folder for that. Trouble with the archive is a warning and changes nothing.
 */
export async function archiving(shell: Shell, skill: string, { flags, work }: Archived): Promise<void> {
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
    const { artifacts, workspace } = flags();
    if (artifacts !== undefined && !isLook(flags())) {
      const root =
        workspace === undefined ? defaultWorkspace(resolve(shell.cwd, skill)) : resolve(shell.cwd, workspace);
      const end = { exit_code: code, started_at, completed_at: now() };
      await archive(shell, { artifacts: resolve(shell.cwd, artifacts), root, end, flags: flags() });
    }
  }
}

interface Archived {
  /** Asked for at the end, when the configuration file was read. */
  readonly flags: () => MeasureFlags;
  readonly work: (shell: Shell) => Promise<void>;
}

/** Whether the command only said what it would do. */
function isLook({ dryRun, printConfig, printSandbox }: MeasureFlags): boolean {
  return Boolean(dryRun || printConfig || printSandbox);
}

interface Ended {
  readonly artifacts: string;
  readonly root: string;
  readonly end: { readonly exit_code: number; readonly started_at: string; readonly completed_at: string };
  readonly flags: MeasureFlags;
}

async function archive(shell: Shell, { artifacts, root, end, flags }: Ended): Promise<void> {
  if (!(await exists(root))) return;
  try {
    const { archiveRun } = await import('../records/archive/archive-run.ts');
    const programs = programsOf(shell, flags);
    const id = await archiveRun(artifacts, { workspace: workspaceAt(root), end, programs, redact: redactFor(shell) });
    shell.report(`archived as ${id} in ${artifacts}`);
  } catch (error) {
    shell.report(`warning: the run was not archived: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The programs that were named as agents, by path. */
function programsOf({ cwd }: Shell, { agent, judge, improver }: MeasureFlags): readonly string[] {
  return [agent, judge, improver].flatMap((spec) => {
    const path = /^command:(.*\/.*)$/.exec(spec ?? '')?.[1];
    return path === undefined ? [] : [resolve(cwd, path)];
  });
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
