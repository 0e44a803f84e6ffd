/** Nobody writes JSON deeper by hand, and programs that walk it would run out of stack. */
export const DEEPEST_JSON = 100;

/** Whether a JSON value is nested deeper than `DEEPEST_JSON` levels. */
export function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST_JSON) return true;
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return false;
}
