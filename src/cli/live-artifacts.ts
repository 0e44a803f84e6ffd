import { resolve } from 'node:path';
import type { LoopEvent } from '../core/events.ts';
import type { Workspace } from '../store/layout.ts';
import { redactFor } from './compose.ts';
import type { Shell } from './shell.ts';

/** Exports each iteration as soon as it is decided, one after the other and beside the run, which never waits for it. */
export interface LiveArtifacts {
  hear(event: LoopEvent): void;
  /** Resolves when everything that was decided is exported, or could not be, which was said. */
  done(): Promise<void>;
}

/** Of the workspace that is known once the run is open. */
export function liveArtifacts(shell: Shell, artifacts: string, workspace: () => Workspace | null): LiveArtifacts {
  let work = Promise.resolve();
  let broken = false;
  const exportOne = async (iteration: number): Promise<void> => {
    const at = workspace();
    if (at === null || broken) return;
    try {
      const { exportIteration } = await import('../records/artifacts/export-artifacts.ts');
      const to = resolve(shell.cwd, artifacts);
      await exportIteration(at, { to, redact: redactFor(shell), options: {} }, iteration);
    } catch (error) {
      broken = true;
      shell.report(`warning: nothing more is exported: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return {
    hear(event) {
      if (event.event === 'decided') work = work.then(() => exportOne(event.iteration));
    },
    done: () => work,
  };
}
