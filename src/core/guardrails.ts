import { z } from 'zod';
import { groupedBy } from './grouped.ts';

/** What may be limited, with how much of it there is in words. */
const MEASURES = {
  /** Of SKILL.md. */
  'skill-lines': (value: number) => `SKILL.md has ${value} lines`,
  'skill-tokens': (value: number) => `SKILL.md has about ${value} tokens`,
  /** Means over the evals: US dollars, tokens and milliseconds of the executor's graded trials. */
  'eval-cost': (value: number) => `an eval costs ${short(value)} USD on average`,
  'eval-tokens': (value: number) => `an eval takes ${short(value)} tokens on average`,
  'eval-time': (value: number) => `an eval takes ${short(value / 1000)} s on average`,
  /** How far one eval is below the incumbent, 0–1. */
  'eval-drop': (value: number) => `fell by ${short(value)}`,
} as const;

export type GuardrailName = keyof typeof MEASURES;
export const GUARDRAILS = Object.keys(MEASURES) as readonly GuardrailName[];

/** Limits that no kept edit exceeds, whatever its score. */
export const guardrailsSchema = z.partialRecord(z.enum(GUARDRAILS), z.number().nonnegative());
export type Guardrails = z.infer<typeof guardrailsSchema>;

/** How much text there is; tokens are taken as four characters each, as every model counts in its own way. */
export const textSizeSchema = z.object({
  lines: z.number().int().nonnegative(),
  tokens: z.number().int().nonnegative(),
});
export type TextSize = z.infer<typeof textSizeSchema>;

export function sizeOfText(text: string): TextSize {
  const lines = text.split('\n');
  return { lines: lines.length - (lines.at(-1) === '' ? 1 : 0), tokens: Math.ceil(text.length / 4) };
}

/** What a trial took; null where its agent did not tell. */
export interface Used {
  readonly cost_usd: number | null;
  readonly tokens: number | null;
  readonly duration_ms: number;
}

/** One guardrail against one version. */
const readingSchema = z.object({
  guardrail: z.enum(GUARDRAILS),
  limit: z.number(),
  /** null where it was not measured: that is no violation, and no proof that there is none. */
  value: z.number().nullable(),
  /** The eval that it is about; absent where it is about all of them. */
  eval: z.string().optional(),
});
export type Reading = Readonly<z.infer<typeof readingSchema>>;

/** What the numbers of a decision say of guardrails; nothing where there were none. */
export function readingsIn(numbers: Readonly<Record<string, unknown>>): readonly Reading[] {
  return z.array(readingSchema).safeParse(numbers.guardrails).data ?? [];
}

/** `skill-lines=500: SKILL.md has 212 lines` */
export function readingText(reading: Reading): string {
  const { guardrail, limit, value } = reading;
  return value === null
    ? `${guardrailText(guardrail, limit)}: unmeasured`
    : brokenText(reading).slice('guardrail '.length);
}

/** What is known before any trial; null where there is no size. */
export function sizeReadings(guardrails: Guardrails | null, size: TextSize | null): readonly Reading[] {
  const values = { 'skill-lines': size?.lines ?? null, 'skill-tokens': size?.tokens ?? null };
  return readingsOf(guardrails, values);
}

/** What trials took: of each eval the mean, and then the mean over evals. Unknown as soon as one trial's part is. */
export function usedReadings(
  guardrails: Guardrails | null,
  trials: readonly { readonly evalId: string; readonly used: Used | null }[],
): readonly Reading[] {
  const overall = (pick: (used: Used) => number | null): number | null => {
    const byEval = groupedBy(trials, ({ evalId }) => evalId);
    return meanOf([...byEval.values()].map((ofEval) => meanOf(ofEval.map(({ used }) => used && pick(used)))));
  };
  return readingsOf(guardrails, {
    'eval-cost': overall(({ cost_usd }) => cost_usd),
    'eval-tokens': overall(({ tokens }) => tokens),
    'eval-time': overall(({ duration_ms }) => duration_ms),
  });
}

/** The eval that fell furthest below the incumbent. */
export function dropReadings(guardrails: Guardrails | null, falls: ReadonlyMap<string, number>): readonly Reading[] {
  const [worst] = [...falls].sort(([, a], [, b]) => b - a);
  const readings = readingsOf(guardrails, { 'eval-drop': worst === undefined ? null : Math.max(0, worst[1]) });
  return worst === undefined ? readings : readings.map((reading) => ({ ...reading, eval: worst[0] }));
}

/** Differences of scores that are equal on paper may differ in the last digits. */
const EXACT = 1e-9;

export function isBroken({ value, limit }: Reading): boolean {
  return value !== null && value > limit + EXACT;
}

/** `guardrail skill-lines=500: SKILL.md has 612 lines` */
export function brokenText({ guardrail, limit, value, eval: evalId }: Reading): string {
  const subject = evalId === undefined ? '' : `eval ${evalId} `;
  return `guardrail ${guardrailText(guardrail, limit)}: ${subject}${MEASURES[guardrail](value ?? 0)}`;
}

/** As it is asked for: `eval-time=90s`. */
export function guardrailText(guardrail: GuardrailName, limit: number): string {
  return `${guardrail}=${guardrail === 'eval-time' ? `${limit / 1000}s` : limit}`;
}

/** All of them as they are asked for, in one order. */
export function guardrailTexts(guardrails: Guardrails | null): readonly string[] {
  return GUARDRAILS.flatMap((name) => {
    const limit = guardrails?.[name];
    return limit === undefined ? [] : [guardrailText(name, limit)];
  });
}

/** What an improver is told of them. */
const DEMANDS: Readonly<Record<GuardrailName, (limit: number) => string>> = {
  'skill-lines': (limit) => `SKILL.md must not have more than ${limit} lines.`,
  'skill-tokens': (limit) => `SKILL.md must not have more than about ${limit} tokens (${4 * limit} characters).`,
  'eval-cost': (limit) => `Following the skill must not cost more than ${limit} USD a task on average.`,
  'eval-tokens': (limit) => `Following the skill must not take more than ${limit} tokens a task on average.`,
  'eval-time': (limit) => `Following the skill must not take more than ${limit / 1000} seconds a task on average.`,
  'eval-drop': (limit) => `No single kind of task may get worse by more than ${limit} (of a score from 0 to 1).`,
};

/** The limits in sentences. An edit beyond one of them is not kept, whatever it is worth. */
export function limitTexts(guardrails: Guardrails | null): readonly string[] {
  return GUARDRAILS.flatMap((name) => {
    const limit = guardrails?.[name];
    return limit === undefined ? [] : [DEMANDS[name](limit)];
  });
}

function readingsOf(
  guardrails: Guardrails | null,
  values: Partial<Record<GuardrailName, number | null>>,
): readonly Reading[] {
  return GUARDRAILS.flatMap((guardrail) => {
    const [limit, value] = [guardrails?.[guardrail], values[guardrail]];
    return limit === undefined || value === undefined ? [] : [{ guardrail, limit, value }];
  });
}

/** null of nothing, and where a part is unknown. */
function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length || known.length === 0
    ? null
    : known.reduce((sum, one) => sum + one, 0) / known.length;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
