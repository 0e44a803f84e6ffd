import { join, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { exists } from '../platform/exists.ts';
import { clean } from '../records/clean/clean.ts';
import { type CleanRequest, planClean, type Removal } from '../records/clean/plan-clean.ts';
import { MARKER } from '../records/target.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { agreed } from './ask.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './shown-path.ts';

export interface CleanFlags {
  readonly workspace?: boolean;
  readonly artifacts?: string | true;
  readonly outputs?: string | true;
  readonly run?: string;
  readonly all?: boolean;
  readonly purge?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Lists what is asked for, asks, and takes it away; what purges archives is asked for twice. */
export async function cleanIn(shell: Shell, folder: string | undefined, flags: CleanFlags): Promise<void> {
  const removals = await planClean(await requestOf(shell, folder, flags));
  if (flags.dryRun || removals.length === 0) return tell(shell, removals, { flags, removed: false });
  if (!(await allowed(shell, removals, flags))) return tell(shell, removals, { flags, removed: false });
  await clean(removals);
  tell(shell, removals, { flags, removed: true });
}

async function requestOf(shell: Shell, folder: string | undefined, flags: CleanFlags): Promise<CleanRequest> {
  const { workspace, artifacts, outputs, run, all, purge = false } = flags;
  const isNothing = !(workspace || artifacts || outputs || run !== undefined || all);
  if (isNothing) {
    throw new UserError('usage', 'clean takes nothing away by itself.', {
      hint: 'Say what: --workspace, --artifacts, --outputs, --run ID or --all; --dry-run lists it.',
    });
  }
  const place = (given: string | true | undefined, name: string) =>
    resolve(shell.cwd, typeof given === 'string' ? given : name);
  const asked = async (given: string | true | undefined, name: string) =>
    given !== undefined || (all && (await exists(join(place(undefined, name), MARKER)))) ? place(given, name) : null;
  const bundles = await asked(run === undefined ? outputs : (outputs ?? true), 'outputs');
  return {
    workspace: workspace || all ? await findWorkspace(shell.cwd, folder) : null,
    artifacts: await asked(artifacts, 'artifacts'),
    outputs: bundles === null ? null : { folder: bundles, run: run ?? null },
    purge,
  };
}

async function allowed(shell: Shell, removals: readonly Removal[], { yes, purge }: CleanFlags): Promise<boolean> {
  if (yes) return true;
  const why = 'clean asks before it removes anything';
  const names = removals.map(({ path }) => shownPath(shell.cwd, path)).join(', ');
  if (!(await agreed(shell, { question: `Remove ${names}?`, why }))) return false;
  return !purge || agreed(shell, { question: 'The archives of runs go as well, for good. Really?', why });
}

interface Told {
  readonly flags: CleanFlags;
  readonly removed: boolean;
}

function tell(shell: Shell, removals: readonly Removal[], told: Told): void {
  const { flags, removed } = told;
  shell.print(flags.json ? JSON.stringify({ removed, removals }) : linesOf(shell, removals, told).join('\n'));
}

function linesOf({ cwd }: Shell, removals: readonly Removal[], { flags, removed }: Told): readonly string[] {
  if (removals.length === 0) return ['There is nothing to remove.'];
  const lines = removals.map(({ path, files, tracked }) => {
    const kept = tracked.length === 0 ? '' : `, ${tracked.length} of them kept because git tracks them`;
    return `${removed ? 'removed' : 'would remove'} ${shownPath(cwd, path)} (${files} files${kept})`;
  });
  return removed || flags.dryRun ? lines : [...lines, 'Nothing was removed.'];
}
