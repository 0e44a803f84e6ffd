import type { Difference, Verification } from '../core/difference.ts';
import type { Paint } from './paint.ts';
import { harmless } from './text.ts';

/** `verify` for people: one line when everything comes out, else a line for each difference. */
export function renderVerification(found: Verification, { paint }: { readonly paint: Paint }): string {
  const { differences, unverified, leftovers } = found;
  const what = `${countsText(found)} recomputed`;
  const head =
    differences.length === 0
      ? `${paint('green', 'ok')}: ${what}, no difference`
      : `${paint('red', number(differences.length, 'difference'))}; ${what}`;
  return [
    head,
    ...differences.map((one) => `  ${differenceLine(one)}`),
    ...unverified.map((text) => paint('yellow', `not verified: ${harmless(text)}`)),
    ...leftovers.map((path) => paint('dim', `left by a killed process, harmless: ${harmless(path)}`)),
  ].join('\n');
}

function countsText({ counts }: Verification): string {
  const { iterations, versions, gradings } = counts;
  return [number(iterations, 'iteration'), number(versions, 'version'), number(gradings, 'grading')].join(', ');
}

function number(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function differenceLine(difference: Difference): string {
  const path = harmless(difference.path);
  switch (difference.kind) {
    case 'changed':
      return `${path} was changed`;
    case 'missing':
      return `${path} is missing`;
    case 'extra':
      return `${path} does not belong here`;
    case 'invalid':
      return `${path}: ${harmless(difference.message)}`;
    case 'value':
      return `${path} ${harmless(difference.place)}: stored ${shown(difference.stored)}, comes out as ${shown(difference.computed)}`;
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : harmless(JSON.stringify(value));
}
