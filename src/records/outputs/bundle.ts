import type { Redact } from '../../agents/redact.ts';
import type { RunView } from '../../core/run-view.ts';
import type { RecordedRun } from '../recorded-run.ts';

/** A bundle that is being written. */
export interface Bundle {
  readonly recorded: RecordedRun;
  readonly view: RunView;
  readonly redact: Redact;
  /** Writes a text or bytes below the bundle. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** The absolute place of a path of the bundle. */
  at(path: string): string;
  warn(message: string): void;
}
