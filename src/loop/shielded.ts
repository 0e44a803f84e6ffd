import type { LoopEvent } from '../core/events.ts';
import type { Clock } from '../platform/clock.ts';
import type { Journal } from '../store/journal.ts';

/** A listener that may fail: the first time that is a warning in the journal, and never the end of the run. */
export function shielded(
  listener: (event: LoopEvent) => void,
  { journal, clock }: { readonly journal: Journal; readonly clock: Clock },
): (event: LoopEvent) => void {
  let failed = false;
  return (event) => {
    try {
      listener(event);
    } catch (error) {
      if (failed) return;
      failed = true;
      const at = new Date(clock.now()).toISOString();
      const message = `what shows the run failed: ${error instanceof Error ? error.message : String(error)}`;
      // A journal that cannot be written fails the next event, which is waited for.
      journal.append({ event: 'warning', at, kind: 'display', message }).catch(() => undefined);
    }
  };
}
