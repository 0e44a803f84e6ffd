import { z } from 'zod';

/** The `file` field of a check: a name or glob below the trial's outputs. */
export const outputFile = z
  .string()
  .min(1)
  .refine(staysBelow, 'leaves the trial’s outputs; name a file relative to them, without ".."');

/** A file of the suite: relative to `evals/`, with or without that name in front. */
export const suiteFile = z
  .string()
  .min(1)
  .refine(staysBelow, 'leaves evals/; name a file relative to it, without ".."');

/** Any JSON value; null is one, absence is none. */
export const jsonValue = z.unknown().refine((value) => value !== undefined, 'is missing');

/** A check inside a check; its own fields are looked over on their own. */
export const checkSpec = z.looseObject({ type: z.string() });

function staysBelow(name: string): boolean {
  return !name.startsWith('/') && !name.split('/').includes('..') && !name.includes('\0');
}
