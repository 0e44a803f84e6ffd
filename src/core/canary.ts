/** Texts that stand only where no executor or improver has any business: where one turns up, something leaked. */
export interface Canaries {
  /** The run's own, which the prompts of judges hold as well. */
  readonly own: string;
  /** Those that files of evals state. */
  readonly stated: readonly string[];
}

/** Characters of a canary that a file of evals states: a shorter one turns up by chance. */
export const CANARY_LENGTH = { least: 16, most: 1000 };

/** Every form in which a canary can stand in a text: as it is, and between the quotes of a JSON string. */
export function formsOf({ own, stated }: Canaries): readonly string[] {
  return [...new Set([own, ...stated].flatMap((canary) => [canary, inJson(canary)]))];
}

export function holdsCanary(text: string, canaries: Canaries): boolean {
  return formsOf(canaries).some((form) => text.includes(form));
}

/** The text with each canary replaced, so that what is told of a leak does not leak it further. */
export function withoutCanaries(text: string, canaries: Canaries): string {
  return formsOf(canaries).reduce((rest, form) => rest.replaceAll(form, '[canary]'), text);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
