import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LineCounter, parseDocument } from 'yaml';
import { UserError } from '../core/errors.ts';
import { overridden, type PriceTable, priceFileSchema } from '../core/prices.ts';
import { pointer } from '../evals/json-text.ts';
import { diskTrouble, isMissing } from '../platform/errno.ts';

/** Ours: list prices as of a date. */
const OWN = fileURLToPath(new URL('../../data/prices.yaml', import.meta.url));

/** The prices that count: ours, with those of the user's file over them. Read once, when first asked for. */
export function pricesFrom(file: string | null): () => Promise<PriceTable> {
  let table: Promise<PriceTable> | null = null;
  return () => {
    table ??= readPrices(file);
    return table;
  };
}

/** Throws a UserError `usage` that names the file and the place of what cannot be understood. */
export async function readPrices(file: string | null): Promise<PriceTable> {
  const own = parsePrices(OWN, await readFile(OWN, 'utf8'));
  return file === null ? own : overridden(own, parsePrices(file, await readText(file)));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why = isMissing(error) ? 'there is no such file' : diskTrouble(error);
    if (why === null) throw error;
    throw wrong(file, why);
  }
}

function parsePrices(file: string, text: string): PriceTable {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [broken] = document.errors;
  if (broken !== undefined) throw wrong(file, `line ${lineCounter.linePos(broken.pos[0]).line}: ${broken.code}`);
  const parsed = priceFileSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrong(file, `${pointer(issue?.path ?? []) || '/'}: ${issue?.message ?? 'cannot be understood'}`);
}

function wrong(file: string, why: string): UserError {
  return new UserError('usage', `The prices in ${file} cannot be read: ${why}.`, {
    hint: 'The form is: date: 2026-01-31, and below models: a line such as my-model: { input: 1, cached_input: 0.1, output: 5 } in US dollars per million tokens.',
  });
}
