import { REDACTED, type Redact } from '../../agents/redact.ts';

/** What is shorter may begin many a word. */
const SHORTEST_HALF = 4;
/** More than any shape of a credential asks for after its first letters. */
const LONGEST_REST = 40;

/** Evidence without secrets: no whole one, and no beginning of one before the mark of a cut, which nothing else tells. */
export function redactEvidence(evidence: string, redact: Redact): string {
  const parts = redact(evidence).split('…');
  return parts.map((part, index) => (index < parts.length - 1 ? withoutHalf(part, redact) : part)).join('…');
}

function withoutHalf(text: string, redact: Redact): string {
  const word = /[\w-]*$/.exec(text)?.[0] ?? '';
  const halves = [...redact.secrets.map((secret) => beginningAtEnd(text, secret)), credentialBegun(word, redact)];
  const length = Math.max(...halves);
  return length === 0 ? text : `${text.slice(0, -length)}${REDACTED}`;
}

/** Length of the longest beginning of a secret with which the text ends; 0 for none worth hiding. */
function beginningAtEnd(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length >= SHORTEST_HALF; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}

/** Length of a word that would look like a credential if it went on; 0 for any other. */
function credentialBegun(word: string, redact: Redact): number {
  const rests = Array.from({ length: LONGEST_REST }, (_, index) => word + 'A'.repeat(index + 1));
  return rests.some((whole) => redact(whole) !== whole) ? word.length : 0;
}
