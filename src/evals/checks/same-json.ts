/** Whether two JSON values are the same: no type is turned into another, the order of fields does not count. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return a === b;
  return Object.keys(a).length === Object.keys(b).length && holdsJson(a, b, sameJson);
}

/** Whether a value holds `part`: of an object every field that `part` has, of anything else the same value. */
export function includesJson(value: unknown, part: unknown): boolean {
  if (Array.isArray(part) || !isObject(part)) return sameJson(value, part);
  return isObject(value) && holdsJson(value, part, includesJson);
}

function holdsJson(value: object, part: object, same: (a: unknown, b: unknown) => boolean): boolean {
  if (Array.isArray(value) !== Array.isArray(part)) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(part).every(([key, expected]) => fields.has(key) && same(fields.get(key), expected));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
