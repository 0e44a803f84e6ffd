import type { ViewProblem } from '../core/run-view.ts';
import { harmless } from '../report/text.ts';
import type { Shell } from './shell.ts';

/** How a command says what it could not read, on standard error: each problem once, however often it is met. */
export type Warn = (problem: ViewProblem) => void;

export function warnOnce(shell: Pick<Shell, 'report'>): Warn {
  const told = new Set<string>();
  return ({ path, message }) => {
    const line = `warning: ${harmless(`${path} ${message}`)}`;
    if (told.has(line)) return;
    told.add(line);
    shell.report(line);
  };
}
