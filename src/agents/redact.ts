/** Takes secrets out of a text: those that are known by value, and what has the shape of a credential. */
export interface Redact {
  (text: string): string;
  /** The secrets known by value, in each form that they may be written in, the longest first. */
  readonly secrets: readonly string[];
}

export const REDACTED = '[redacted]';

/** Shapes of well-known credentials, for those that no variable of ours holds. */
const KNOWN_SHAPES = [
  /\bsk-[A-Za-z0-9_-]{20,}/g,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{30,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\bAIza[0-9A-Za-z_-]{35}/g,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/g,
];

/** A function that replaces every given secret, and what looks like a credential, with a mark. */
export function createRedact(values: readonly string[]): Redact {
  const forms = new Set(values.flatMap((value) => [value, inJson(value)]));
  const secrets = [...forms].sort((a, b) => b.length - a.length);
  const redact = (text: string): string => {
    const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
    return KNOWN_SHAPES.reduce((rest, shape) => rest.replace(shape, REDACTED), known);
  };
  return Object.assign(redact, { secrets });
}

/** As it stands between the quotes of a JSON string. */
function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
