import { InvalidArgumentError, Option } from 'commander';
import { sandboxSpec } from '../core/sandbox-spec.ts';
import { SANDBOXES } from '../core/schema/run.ts';

/** A flag that takes a whole number. */
export function whole(flags: string, description: string, { least }: { least: number }): Option {
  return new Option(flags, description).argParser((text) => parseWhole(text, least));
}

function parseWhole(text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
}

/** An odd number from 1 on. */
export function parseOdd(text: string): number {
  const value = parseWhole(text, 1);
  if (value % 2 === 1) return value;
  throw new InvalidArgumentError('It must be an odd number, so that most votes decide.');
}

/** A whole number from 1 on. */
export function parseCount(text: string): number {
  return parseWhole(text, 1);
}

/** A flag that bounds a run; "none" lifts a bound that the run was given before. */
export function cap(flags: string, description: string, parse: (text: string) => number): Option {
  return new Option(flags, `${description}; none: no such cap`).argParser((text) =>
    text === 'none' ? text : parse(text),
  );
}

/** A flag that takes a whole number, or "auto" for what is best. (Commander puts a text in the place of a parsed null or undefined.) */
export function wholeOrAuto(flags: string, description: string, least: number): Option {
  return new Option(flags, description).argParser((text) => {
    if (text === 'auto') return text;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} on, or auto.`);
  });
}

/** A number of iterations, or "+N" for so many more. */
export function parseIterations(text: string): string {
  if (/^\+?\d{1,9}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be a whole number from 0 on, or +N for so many more.');
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of "90s", "30m", "2h", or a bare number of seconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text);
  const value = Number(match?.[1]) * (UNITS[match?.[2] || 's'] ?? 0);
  if (match !== null && value > 0) return Math.ceil(value);
  throw new InvalidArgumentError('It must be a time such as 90s, 30m or 2h.');
}

const BYTES: Readonly<Record<string, number>> = {
  ...{ b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9 },
  ...{ kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 },
};

/** Bytes of "10MB", "2 GiB", "1.5g", or a bare number of bytes. */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?([a-z]+)?$/i.exec(text);
  // Rounded, as 0.007 × 1000 is 7 but not to a computer.
  const bytes = Math.round(Number(match?.[1]) * (BYTES[match?.[2]?.toLowerCase() ?? 'b'] ?? Number.NaN));
  if (match !== null && Number.isSafeInteger(bytes)) return bytes;
  throw new InvalidArgumentError('It must be a size such as 500kB, 10MB or 2GiB, or none.');
}

/** The same, or "none", which stays as it is. */
export function parseBytesOrNone(text: string): number | 'none' {
  return text === 'none' ? text : parseBytes(text);
}

/** A share strictly between 0 and 1. */
export function parseShare(text: string): number {
  const value = Number(text);
  if (/^0?\.\d+$/.test(text) && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('It must be a share between 0 and 1, such as 0.25.');
}

/** A score from 0 to 1. */
export function parseScore(text: string): number {
  const value = Number(text);
  if (/^(0|1|[01]?\.\d+)$/.test(text) && value <= 1) return value;
  throw new InvalidArgumentError('It must be a score from 0 to 1, such as 0.8.');
}

/** A sandbox, as `core/sandbox-spec.ts` reads it. */
export function parseSandbox(text: string): string {
  if (sandboxSpec(text) !== null) return text;
  throw new InvalidArgumentError(`Allowed choices are ${SANDBOXES.join(', ')}, container:IMAGE.`);
}

/** An amount of US dollars above 0. */
export function parseAmount(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('It must be a positive amount of US dollars, such as 0.50.');
}

/** One more name of an environment variable. */
export function collect(name: string, names: readonly string[] = []): readonly string[] {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return [...names, name];
  throw new InvalidArgumentError('It must be the name of an environment variable, without its value.');
}

/** One more agent, or several with commas between them; a comma within a path or a command is no such one. */
export function collectAgents(text: string, agents: readonly string[] = []): readonly string[] {
  return [...agents, ...text.split(/,(?=[a-z]+(?:[:,]|$))/u)];
}

/** One more file or folder. */
export function collectPaths(path: string, paths: readonly string[] = []): readonly string[] {
  return [...paths, path];
}
