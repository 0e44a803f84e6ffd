import { InvalidArgumentError } from 'commander';
import { closest } from 'fastest-levenshtein';
import { CALL_LIMITS, type CallLimit, type CallLimits, DEFAULT_CALL_LIMITS } from '../core/call-limits.ts';
import { parseBytes, parseCount, parseDuration } from './option-values.ts';

const PARSERS: Readonly<Record<CallLimit, (text: string) => number>> = {
  memory: parseRoom,
  processes: parseCount,
  scratch: parseRoom,
  cpu: parseDuration,
};

/** One or more further limits of calls, as `memory=8GB,cpu=none`. */
export function collectCallLimits(text: string, texts: readonly string[] = []): readonly string[] {
  const given = text.split(',').map((one) => one.trim());
  callLimitsOf(given);
  return [...texts, ...given];
}

/** The limits with the defaults of those that are not named; of two for the same, the later one. */
export function callLimitsOf(texts: readonly string[]): CallLimits {
  return { ...DEFAULT_CALL_LIMITS, ...Object.fromEntries(texts.map(parseLimit)) };
}

/** The limits as they are asked for, each of them. */
export function callLimitTexts(limits: CallLimits): readonly string[] {
  return CALL_LIMITS.map((name) => `${name}=${amountAsked(name, limits[name])}`);
}

function amountAsked(name: CallLimit, amount: number | null): string {
  if (amount === null) return 'none';
  if (name === 'processes') return String(amount);
  return name === 'cpu' ? `${amount / 1000}s` : `${amount / 1000}kB`;
}

function parseLimit(text: string): readonly [CallLimit, number | null] {
  const [, given = text, amount] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const name = CALL_LIMITS.find((one) => one === given);
  if (name === undefined) {
    const near = closest(given, CALL_LIMITS);
    throw new InvalidArgumentError(`There is no limit ${JSON.stringify(given)} of a call. Did you mean ${near}?`);
  }
  if (amount === undefined) throw new InvalidArgumentError(`${name} needs an amount: ${name}=AMOUNT, or ${name}=none.`);
  if (amount === 'none') return [name, null];
  try {
    return [name, PARSERS[name](amount)];
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new InvalidArgumentError(`${name}: ${error.message}`);
    throw error;
  }
}

/** No program runs with less, and whoever asks for it forgot the unit. */
const LEAST_BYTES = 1e6;

function parseRoom(text: string): number {
  const bytes = parseBytes(text);
  if (bytes >= LEAST_BYTES) return bytes;
  throw new InvalidArgumentError('It must be 1MB or more, such as 500MB or 4GB.');
}
