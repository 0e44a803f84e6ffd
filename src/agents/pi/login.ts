import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { jsonLine } from '../json-line.ts';

const loginsSchema = z.record(z.string(), z.looseObject({ type: z.string(), expires: z.number().default(0) }));

/** Whether the second holds the same logins, of which some that expire were renewed. */
export function isRenewal(before: string, after: string): boolean {
  const [old, renewed] = [before, after].map((text) => loginsSchema.safeParse(jsonLine(text)).data);
  if (old === undefined || renewed === undefined) return false;
  const names = Object.keys(old).sort();
  if (!isDeepStrictEqual(names, Object.keys(renewed).sort())) return false;
  return names.every((name) => {
    const [a, b] = [old[name], renewed[name]];
    return isDeepStrictEqual(a, b) || (a?.type === 'oauth' && b?.type === 'oauth' && b.expires > a.expires);
  });
}
