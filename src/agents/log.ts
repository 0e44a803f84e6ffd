import { cut } from './cut.ts';

const LINES = 200;
const LINE_LIMIT = 2000;
const LIMIT = 64 * 1024;

/** The log with one more line that is no event, within limits: the last ones are kept. */
export function addToLog(log: readonly string[], line: string): readonly string[] {
  return line.trim() === '' ? log : [...log, cut(line, LINE_LIMIT)].slice(-LINES);
}

/** What a client said besides its events, as an answer keeps it: the end of it, standard error last. */
export function logText(log: readonly string[], stderr: string): string {
  return `${log.join('\n')}\n${stderr}`.trim().slice(-LIMIT);
}
