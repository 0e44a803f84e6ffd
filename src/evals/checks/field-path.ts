import { z } from 'zod';

const STEP = /[^.[\]]+|\[\d+\]/g;
const PATH = /^(?:[^.[\]]+|\[\d+\])(?:\.[^.[\]]+|\[\d+\])*$/;

const path = z.string().regex(PATH, 'is no path; write it as items[0].name, or $ for the whole document');

/** The two names under which suites state a path; one of them is needed where `placed` guards the fields. */
export const pathFields = { path: path.optional(), field: path.optional() };

interface PathFields {
  readonly path?: string | undefined;
  readonly field?: string | undefined;
}

/** True for fields with exactly one of `path` and `field`. */
export function isPlaced({ path, field }: PathFields): boolean {
  return (path === undefined) !== (field === undefined);
}

export const PLACED = { message: 'is needed, once: "path" or "field", such as items[0].name', path: ['path'] };

/** The path that the fields state; the whole document where they state none. */
export function pathOf({ path, field }: PathFields): string {
  return path ?? field ?? '$';
}

/** What stands at a path, or the first part of the path where nothing stands. */
export type Found =
  | { readonly found: true; readonly value: unknown }
  | { readonly found: false; readonly missing: string };

/** Follows dots and `[n]` through own fields; a number after a dot counts in a list too. */
export function valueAt(document: unknown, path: string): Found {
  let value = document;
  let gone = '';
  for (const [step] of path.matchAll(STEP)) {
    gone += step.startsWith('[') || gone === '' ? step : `.${step}`;
    if (step === '$' && gone === '$') continue;
    const next = stepInto(value, step);
    if (!next.found) return { found: false, missing: gone };
    value = next.value;
  }
  return { found: true, value };
}

function stepInto(value: unknown, step: string): { found: boolean; value?: unknown } {
  const index = /^\[?(\d+)\]?$/.exec(step)?.[1];
  if (Array.isArray(value)) {
    const at = index === undefined ? -1 : Number(index);
    return at >= 0 && at < value.length ? { found: true, value: value[at] } : { found: false };
  }
  if (typeof value !== 'object' || value === null || step.startsWith('[')) return { found: false };
  const own = Object.getOwnPropertyDescriptor(value, step);
  return own === undefined ? { found: false } : { found: true, value: own.value };
}
