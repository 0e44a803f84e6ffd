import { EXIT } from '../core/errors.ts';
import type { StopControl } from '../loop/campaign.ts';
import type { Shell } from './shell.ts';

export interface Interruptible extends StopControl {
  /** The exit code that the signal asks for; null when none came. */
  code(): number | null;
  release(): void;
}

/** Ctrl-C once: nothing new is started. Twice: the calls under way are ended. Thrice: the program exits now. */
export function interruptible(shell: Shell): Interruptible {
  const abort = new AbortController();
  let count = 0;
  let code: number | null = null;
  const hear = (signal: NodeJS.Signals): void => {
    count += 1;
    code = signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
    if (count === 1) shell.report('\nStopping: the calls under way may finish. Press Ctrl-C again to end them.');
    if (count === 2) {
      shell.report('\nEnding the calls under way. Press Ctrl-C again to exit now.');
      abort.abort();
    }
    if (count >= 3) process.exit(code);
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return {
    requested: () => count > 0,
    abort: abort.signal,
    code: () => code,
    release() {
      process.off('SIGINT', hear);
      process.off('SIGTERM', hear);
    },
  };
}
