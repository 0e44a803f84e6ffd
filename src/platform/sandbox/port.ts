import type { SandboxName } from '../../core/schema/run.ts';
import type { ProcessSpec } from '../process.ts';

/** What is started, and how. */
export type Command = Pick<ProcessSpec, 'file' | 'args' | 'cwd' | 'env' | 'onEnd'>;

/** What a confined command may reach besides the system's own programs and libraries. Paths are absolute. */
export interface Reach {
  /** Files and folders; one that is not there is passed over. */
  readonly readOnly: readonly string[];
  readonly writable: readonly string[];
  /** Out of reach even where they lie in a folder that may be read. */
  readonly hidden: readonly string[];
  readonly network: boolean;
}

/** A wall around a command. `confine` is pure: a command becomes the command that runs it behind the wall. */
export interface Sandbox {
  readonly name: SandboxName;
  confine(command: Command, reach: Reach): Command;
}

/** The sandbox with paths that every command behind it may read. */
export function withReadable(sandbox: Sandbox, paths: readonly string[]): Sandbox {
  return {
    name: sandbox.name,
    confine: (command, reach) => sandbox.confine(command, { ...reach, readOnly: [...paths, ...reach.readOnly] }),
  };
}
