import type { ViewedText } from '../../core/run-view.ts';

/** Characters of a text that is shown in a line or a few; what is longer is nothing that anybody reads there. */
const LONGEST = 4000;

const LONE_SURROGATES = /\p{Cs}/gu;

/** A text that fits into a view, however long it is on disk. */
export function viewText(text: string): string {
  return cutText(text, LONGEST).text;
}

/** At most `longest` characters of a text, well-formed, with an ellipsis where something is missing. */
export function cutText(text: string, longest: number): ViewedText {
  const cut = text.length > longest;
  const kept = cut ? `${text.slice(0, longest - 1)}…` : text;
  return { text: kept.replace(LONE_SURROGATES, '\uFFFD'), bytes: Buffer.byteLength(text), cut };
}
