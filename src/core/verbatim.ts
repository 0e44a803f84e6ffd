/** Characters from which on nobody arrives at the same words by chance. */
const LEAST = 60;

export interface Quotable {
  /** `evalId#number`. */
  readonly id: string;
  readonly text: string;
}

/** The expectations that stand word for word in a text, whatever its line breaks; short ones never do. */
export function quotedIn<Expectation extends Quotable>(
  text: string,
  expectations: readonly Expectation[],
): readonly Expectation[] {
  const squeezed = withoutBreaks(text);
  return expectations.filter((one) => {
    const wanted = withoutBreaks(one.text);
    return wanted.length >= LEAST && squeezed.includes(wanted);
  });
}

function withoutBreaks(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
