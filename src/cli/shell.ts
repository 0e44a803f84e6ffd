import { styleText } from 'node:util';
import { type Paint, plain } from '../report/paint.ts';

/** The outside world as commands see it: standard output for results, standard error for progress. */
export interface Shell {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Width of standard output; endless where it is no terminal. */
  readonly columns: number;
  /** Width of standard error. */
  readonly liveColumns: number;
  /** Whether a person watches standard error on a terminal that can redraw. */
  readonly live: boolean;
  readonly paint: Paint;
  readonly input: NodeJS.ReadStream;
  readonly errors: NodeJS.WriteStream;
  print(text: string): void;
  report(text: string): void;
  exit(code: number): void;
}

/** The shell of this process. */
export function processShell(): Shell {
  // A copy: every look at the real one asks the system anew.
  const environment = { ...process.env };
  const dumb = environment.NO_COLOR !== undefined || environment.TERM === 'dumb' || environment.CI !== undefined;
  return {
    cwd: process.cwd(),
    environment,
    // A terminal that does not know its width says 0.
    columns: process.stdout.columns || (process.stdout.isTTY ? 80 : Number.POSITIVE_INFINITY),
    liveColumns: process.stderr.columns || 80,
    live: process.stderr.isTTY === true && !dumb,
    paint: process.stdout.isTTY === true && !dumb ? (style, text) => styleText(style, text) : plain,
    input: process.stdin,
    errors: process.stderr,
    print: (text) => process.stdout.write(`${text}\n`),
    report: (text) => process.stderr.write(`${text}\n`),
    exit: (code) => {
      process.exitCode = code;
    },
  };
}
