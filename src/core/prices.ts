import { z } from 'zod';
import type { Usage } from './schema/usage.ts';

const amount = z.number().nonnegative();

/** US dollars per million tokens. Without a price of their own, cached input tokens cost as others do. */
const priceSchema = z.strictObject({ input: amount, cached_input: amount.optional(), output: amount });

/** A file of prices. `date`: the day on which they were looked up. */
export const priceFileSchema = z.strictObject({
  date: z.iso.date(),
  models: z.record(z.string().min(1), priceSchema),
});
export type PriceTable = z.infer<typeof priceFileSchema>;

/** The second table over the first one: its models are added or replaced, and its date counts. */
export function overridden(base: PriceTable, over: PriceTable): PriceTable {
  return { date: over.date, models: { ...base.models, ...over.models } };
}

/** US dollars of so many tokens; null when the model's price or a number of tokens is unknown. */
export function costOf(used: Omit<Usage, 'cost_usd'>, model: string, { models }: PriceTable): number | null {
  const price = models[knownName(model, Object.keys(models)) ?? ''];
  const { input_tokens: input, output_tokens: output } = used;
  if (price === undefined || input === null || output === null) return null;
  const cached = Math.min(input, used.cached_input_tokens ?? 0);
  const { cached_input: cachedPrice = price.input } = price;
  return ((input - cached) * price.input + cached * cachedPrice + output * price.output) / 1e6;
}

/** Whether a model's price is known. */
export function isPriced(model: string, { models }: PriceTable): boolean {
  return knownName(model, Object.keys(models)) !== null;
}

/**
 * The longest name in the table that the model's begins with, where what follows is only a date, a number of a release
 * or such: a "-mini" or a next version has a price of its own. `PROVIDER/MODEL` is looked up as a whole and as MODEL.
 */
function knownName(model: string, names: readonly string[]): string | null {
  const forms = [model, model.slice(model.lastIndexOf('/') + 1)];
  const matching = names.filter((name) =>
    forms.some((form) => form.startsWith(name) && RELEASE.test(form.slice(name.length))),
  );
  return matching.sort((a, b) => b.length - a.length)[0] ?? null;
}

const RELEASE = /^$|^[-@](?:\d{3,}[\d-]*|latest|preview[\d-]*|exp[\d-]*)$/;
