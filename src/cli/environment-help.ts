import { settings } from './options.ts';

/** `help environment`: every variable that is read, a line each. */
export function environmentHelp(): string {
  const rows = [...settings().map(({ envVar = '', description }) => [envVar, description] as const), ...OTHERS];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [HEAD, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`), '', TAIL].join('\n');
}

const OTHERS = [
  ['NO_COLOR, CI', 'when set: plain text, and no block that redraws itself'],
  ['TERM=dumb', 'the same'],
] as const;

const HEAD = 'Environment variables:';
const TAIL = `Flags come first, then these variables, then skillratchet.config.yaml, then the defaults;
--print-config shows what counts. Agents see few variables: --env NAME lets one more through.`;
