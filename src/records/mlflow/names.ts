import type { Redact } from '../../agents/redact.ts';
import { harmless } from '../../report/text.ts';
import { cutText } from '../../store/run-view/text.ts';
import type { Texts } from './tracked-run.ts';

/** Characters that MLflow takes. */
const LONGEST = { key: 250, param: 6000, tag: 5000 } as const;

/** A name of a param or a metric: letters, digits and `_ . -`, for everything else a `-`. */
export function keyOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').slice(0, LONGEST.key);
}

/** A value as params, by names with dots; lists are JSON. What is null or empty is not set and is left out. */
export function paramsIn(value: Readonly<Record<string, unknown>>, redact: Redact): Texts {
  const params = flattened(value, '').map(([name, text]) => [keyOf(redact(name)), told(text, LONGEST.param, redact)]);
  return Object.fromEntries(params);
}

/** Texts as tags; those that are null or empty are left out. */
export function tagsOf(texts: Readonly<Record<string, string | null>>, redact: Redact): Texts {
  const known = Object.entries(texts).flatMap(([name, text]) =>
    text === null || text === '' ? [] : [[name, told(text, LONGEST.tag, redact)]],
  );
  return Object.fromEntries(known);
}

/** Redacted first, so that no secret is cut in two and then told in part. */
function told(text: string, longest: number, redact: Redact): string {
  return cutText(harmless(redact(text)), longest).text;
}

function flattened(value: unknown, name: string): readonly (readonly [string, string])[] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value !== 'object' || Array.isArray(value)) {
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([key, part]) => flattened(part, name === '' ? key : `${name}.${key}`));
}
