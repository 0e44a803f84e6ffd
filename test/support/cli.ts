import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The built program. */
export const PROGRAM = fileURLToPath(new URL('../../bin/skillratchet.js', import.meta.url));

/** The spec of a scripted agent of ours, by the name of its file. */
export function scripted(name: string): string {
  return `command:${fileURLToPath(new URL(`../../fixtures/agents/${name}.js`, import.meta.url))}`;
}

export interface Place {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The user that it runs as, where that is not ourselves. */
  readonly uid?: number | undefined;
}

export interface Ended {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves once standard error holds `count` lines that match, or the program has ended. */
  lines(count: number, pattern?: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts the built program as a user would, but without a terminal. */
export function startProgram(args: readonly string[], { cwd, env, uid }: Place): Running {
  const user = uid === undefined ? {} : { uid, gid: uid };
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], ...user });
  if (child.pid === undefined) throw new Error(`${PROGRAM} could not be started in ${cwd}`);
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  const closed = once(child, 'close');
  return {
    pid: child.pid,
    ended: closed.then(() => ({ code: child.exitCode, ...said })),
    async lines(count, pattern = /./) {
      const found = () =>
        said.stderr
          .split('\n')
          .slice(0, -1)
          .filter((line) => pattern.test(line)).length >= count;
      while (!found() && child.exitCode === null && child.signalCode === null) {
        await Promise.race([once(child.stderr, 'data'), closed]);
      }
    },
    kill: (signal) => {
      child.kill(signal);
    },
  };
}
