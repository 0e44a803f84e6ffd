import { EXIT } from '../core/errors.ts';
import type { StopControl } from '../loop/campaign.ts';
import type { Shell } from './shell.ts';

export interface Interruptible extends StopControl {
  /** The exit code that the signal asks for; null when none came. */
  code(): number | null;
  /** Finishes the iteration under way and begins no other. */
  stopAfterIteration(): void;
  /** Begins no call until it is called again; whether the run is paused now. */
  togglePause(): boolean;
  release(): void;
}

/** Ctrl-C once: nothing new is started. Twice: the calls under way are ended. Thrice: the program exits now. */
export function interruptible(shell: Shell): Interruptible {
  const abort = new AbortController();
  const pause = pausing();
  let [count, last] = [0, false];
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
    pause.end();
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return {
    requested: () => count > 0,
    afterIteration: () => last,
    untilResumed: pause.over,
    abort: abort.signal,
    code: () => code,
    stopAfterIteration() {
      last = true;
      pause.end();
    },
    togglePause: pause.toggle,
    release() {
      pause.end();
      process.off('SIGINT', hear);
      process.off('SIGTERM', hear);
    },
  };
}

/** A gate that is open unless somebody closed it. */
function pausing() {
  let gate: { readonly opened: Promise<void>; open(): void } | null = null;
  const end = (): void => {
    gate?.open();
    gate = null;
  };
  return {
    end,
    over: () => gate?.opened ?? Promise.resolve(),
    toggle() {
      if (gate !== null) end();
      else gate = closedGate();
      return gate !== null;
    },
  };
}

function closedGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
