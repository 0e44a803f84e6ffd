import { resolve } from 'node:path';
import { allowedEnvironment } from '../agents/environment.ts';
import type { StoredOpening } from '../loop/open-stored.ts';
import { systemClock } from '../platform/clock.ts';
import { agentsFor, redactFor } from './compose.ts';
import { defaultLimits } from './defaults.ts';
import { interruptible } from './interrupts.ts';
import type { MeasureFlags } from './options.ts';
import type { Shell } from './shell.ts';
import { PROGRAM_VERSION } from './version.ts';
import { openView } from './view.ts';

/** What work on a stored run is given, whatever it is for. */
export type StoredStart = Omit<StoredOpening, 'workspace'>;

/** Runs work on what a workspace holds under the person's eyes and signals. */
export async function onStored<Result>(
  shell: Shell,
  flags: Pick<MeasureFlags, 'env' | 'prices' | 'sandboxRead' | 'concurrency'>,
  work: (start: StoredStart) => Promise<Result>,
): Promise<{ readonly result: Result; readonly interruptCode: number | null }> {
  const stop = interruptible(shell);
  const view = await openView(shell);
  try {
    const result = await work({
      ...{ stop, defaultLimits },
      passEnv: flags.env ?? [],
      readable: (flags.sandboxRead ?? []).map((path) => resolve(shell.cwd, path)),
      environment: allowedEnvironment(shell.environment, flags.env ?? []),
      commandEnvironment: allowedEnvironment(shell.environment, []),
      programVersion: PROGRAM_VERSION,
      redact: redactFor(shell),
      clock: systemClock,
      createAgent: agentsFor(shell, flags),
      emit: view.show,
    });
    return { result, interruptCode: stop.code() };
  } finally {
    stop.release();
    view.close();
  }
}
