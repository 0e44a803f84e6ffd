import { isTooDeep } from '../core/json-depth.ts';

/** The JSON value of a line that an agent wrote; undefined when it is none, or too deep to be walked. */
export function jsonLine(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return isTooDeep(value) ? undefined : value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
