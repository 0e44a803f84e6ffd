/** What evidence may be quoted from, made ready to be searched. */
export interface EvidenceSources {
  /** What the agent did and the outputs it made, as `plainText` has them. */
  readonly texts: readonly string[];
  /** Names of the outputs, in every form in which a judge may give them. */
  readonly outputs: ReadonlySet<string>;
}

/** Characters that are no blank, without which a quote is met by chance and counts for nothing. */
const SHORTEST = 3;
/** Characters that are looked at; what makes a case in more words is no quote. */
const LONGEST = 20_000;
/** What judges call the things they look at; that it is named proves nothing. */
const PLACES: readonly string[] = ['transcript.md', 'outputs', 'outputs/', 'inputs', 'inputs/', 'final message'];

/**
 * Whether the evidence of a judge exists: the whole of it stands in one of the sources, or every quote in it does. A
 * quote is what stands in a code fence, in backticks, in double quotes, in single quotes that are no apostrophes, or
 * behind `>`. Runs of blanks and line ends are one blank, typographic quotes, dashes and ellipses are plain ones, escapes
 * of JSON are what they stand for, and the punctuation that ends a quote may be the judge's own; capitals count. The parts
 * of a quote around an ellipsis must stand in that order in the same source. Evidence that quotes nothing but the name of
 * an output is found when there is such an output.
 */
export function isFound(said: string, { texts, outputs }: EvidenceSources): boolean {
  const evidence = said.slice(0, LONGEST);
  const plain = plainText(evidence);
  if (isLong(plain) && texts.some((text) => text.includes(withoutEnd(plain)))) return true;
  const quotes = quotesIn(evidence);
  const telling = quotes.filter((quote) => !outputs.has(quote) && !PLACES.includes(quote) && isLong(quote));
  if (telling.length === 0) return quotes.some((quote) => outputs.has(quote));
  return telling.every((quote) => texts.some((text) => holds(text, quote)));
}

/** A text as quotes are compared with it. */
export function plainText(text: string): string {
  return text
    .replaceAll(/^[ \t]*>[ \t]?/gm, '')
    .replaceAll(/\\[nrt]/g, ' ')
    .replaceAll('\\"', '"')
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/[‘’‚]/g, "'")
    .replaceAll(/[‐‑‒–—]/g, '-')
    .replaceAll('…', '...')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Each kind of quote; what one has taken is not looked at by the next. */
const QUOTES: readonly RegExp[] = [
  /```[^\n]*\n([\s\S]*?)```/g,
  /`([^`]+)`/g,
  /^[ \t]*>[ \t]?(.+)$/gm,
  /["“„«]([^"“”„«»]+)["”“»]/g,
  /(?<![\p{L}\p{N}])['‘]([^'‘’]+)['’](?![\p{L}\p{N}])/gu,
];

function quotesIn(evidence: string): readonly string[] {
  let rest = evidence;
  return QUOTES.flatMap((kind) => {
    const found = [...rest.matchAll(kind)].map((match) => plainText(match[1] ?? ''));
    rest = rest.replaceAll(kind, ' ');
    return found.filter((quote) => quote !== '');
  });
}

function holds(text: string, quote: string): boolean {
  if (text.includes(withoutEnd(quote))) return true;
  const parts = quote
    .split(/\[?\.{3,}\]?/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length < 2 || !parts.some(isLong)) return parts.length === 1 && parts.every((part) => text.includes(part));
  let from = 0;
  return parts.every((part) => {
    const at = text.indexOf(part, from);
    from = at + part.length;
    return at >= 0;
  });
}

function withoutEnd(quote: string): string {
  return quote.replace(/(?<=.)[.,;:!?]{1,9}$/, '');
}

function isLong(quote: string): boolean {
  return withoutEnd(quote).replaceAll(' ', '').length >= SHORTEST;
}
