import { InvalidArgumentError } from 'commander';
import { closest } from 'fastest-levenshtein';
import { GUARDRAILS, type GuardrailName, type Guardrails } from '../core/guardrails.ts';
import { parseAmount, parseCount, parseDuration } from './option-values.ts';

const PARSERS: Readonly<Record<GuardrailName, (text: string) => number>> = {
  'skill-lines': parseCount,
  'skill-tokens': parseCount,
  'eval-cost': parseAmount,
  'eval-tokens': parseCount,
  'eval-time': parseDuration,
  'eval-drop': parseDrop,
};

/** One or more further guardrails, as `skill-lines=500,eval-drop=0.2`. */
export function collectGuardrails(text: string, texts: readonly string[] = []): readonly string[] {
  const given = text.split(',').map((one) => one.trim());
  guardrailsOf(given);
  return [...texts, ...given];
}

/** The limits by name; of two for the same, the later one. */
export function guardrailsOf(texts: readonly string[]): Guardrails {
  return Object.fromEntries(texts.map(parseGuardrail));
}

function parseGuardrail(text: string): readonly [GuardrailName, number] {
  const [, given = text, limit] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const name = GUARDRAILS.find((one) => one === given);
  if (name === undefined) {
    const near = closest(given, [...GUARDRAILS]);
    throw new InvalidArgumentError(`There is no guardrail ${JSON.stringify(given)}. Did you mean ${near}?`);
  }
  if (limit === undefined) throw new InvalidArgumentError(`${name} needs a limit: ${name}=LIMIT.`);
  try {
    return [name, PARSERS[name](limit)];
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new InvalidArgumentError(`${name}: ${error.message}`);
    throw error;
  }
}

/** How far an eval may fall; 0 for not at all. */
function parseDrop(text: string): number {
  const value = Number(text);
  if (/^(0|0?\.\d+)$/.test(text) && value < 1) return value;
  throw new InvalidArgumentError('It must be a part of a score from 0 on and below 1, such as 0.2.');
}
