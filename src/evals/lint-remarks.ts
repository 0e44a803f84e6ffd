import type { Diagnostic } from '../core/schema/diagnostic.ts';

/** Something about a suite, before it is known where that stands in the file. */
export interface Remark {
  /** An eval's id, or `evalId#number`; null: the whole suite. */
  readonly about: string | null;
  readonly severity: Diagnostic['severity'];
  readonly rule: string;
  readonly message: string;
}

export function remark(about: string | null, rule: string, message: string): Remark {
  return { about, severity: 'warning', rule, message };
}

/** Something that can never come out otherwise, whatever an agent does. */
export function fault(about: string, rule: string, message: string): Remark {
  return { about, severity: 'error', rule, message };
}

/** A text as others are compared with it: in lower case, with one blank between words. */
export function squeezed(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/** The words of a text alone, without articles: two sentences with the same ones say the same. */
export function plainWords(text: string): string {
  const words = squeezed(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !['a', 'an', 'the'].includes(word)).join(' ');
}
