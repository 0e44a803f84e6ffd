/** Characters that turn the direction of the text after them, so that it reads as something else. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** The value as JSON in which no text can turn the direction of what is shown; such characters are named instead. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(TURNING, (char) => `⟦U+${char.charCodeAt(0).toString(16).toUpperCase()}⟧`);
}
