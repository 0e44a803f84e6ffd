export type Redact = (text: string) => string;

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
export function createRedact(secrets: readonly string[]): Redact {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return (text) => {
    const known = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, MARK), text);
    return KNOWN_SHAPES.reduce((rest, shape) => rest.replace(shape, MARK), known);
  };
}

const MARK = '[redacted]';
