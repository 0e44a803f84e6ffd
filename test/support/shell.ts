import type { Shell } from '../../src/cli/shell.ts';
import { plain } from '../../src/report/paint.ts';

/** A shell without a terminal that remembers what was said to it. */
export interface QuietShell extends Shell {
  readonly printed: string[];
  readonly reported: string[];
  readonly codes: number[];
}

export function quietShell(cwd = '/'): QuietShell {
  const [printed, reported, codes]: [string[], string[], number[]] = [[], [], []];
  return {
    cwd,
    environment: {},
    columns: Number.POSITIVE_INFINITY,
    liveColumns: 80,
    live: false,
    paint: plain,
    input: process.stdin,
    errors: process.stderr,
    print: (text) => printed.push(text),
    report: (text) => reported.push(text),
    exit: (code) => codes.push(code),
    printed,
    reported,
    codes,
  };
}
