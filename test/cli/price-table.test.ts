import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPrices } from '../../src/cli/price-table.ts';
import { costOf, isPriced } from '../../src/core/prices.ts';
import { useTempFolder } from '../platform/temp.ts';

const folder = useTempFolder();

async function fileWith(text: string): Promise<string> {
  const file = join(folder(), 'prices.yaml');
  await writeFile(file, text);
  return file;
}

describe('prices', () => {
  test('come from the package, with a date, and no model costs nothing by mistake', async () => {
    const table = await readPrices(null);
    expect(table.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(isPriced('anthropic/claude-haiku-4-5-20251001', table)).toBe(true);
    for (const [name, { input, output, cached_input = input }] of Object.entries(table.models)) {
      expect(cached_input > 0 && cached_input <= input && input < output, name).toBe(true);
    }
  });

  test("are the user's where the user names some", async () => {
    const file = await fileWith('date: 2026-05-01\nmodels:\n  llama3.1: { input: 0, output: 0 }\n');
    const table = await readPrices(file);
    expect(table.date).toBe('2026-05-01');
    const used = { input_tokens: 10, output_tokens: 10, cached_input_tokens: null };
    expect(costOf(used, 'ollama/llama3.1', table)).toBe(0);
    expect(isPriced('claude-haiku-4-5', table)).toBe(true);
  });

  test.each([
    ['models: {}', '/date: '],
    ['date: 2026-05-01\nmodels: { m: { input: -1, output: 1 } }', '/models/m/input: '],
    ['date: 2026-05-01\nmodels: { m: { input: 1, output: 1, cached: 1 } }', '/models/m: '],
    ['date: [', 'line 1: '],
  ])('that cannot be understood are refused with their place: %j', async (text, place) => {
    const file = await fileWith(text);
    await expect(readPrices(file)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`The prices in ${file} cannot be read: ${place}`),
    });
  });

  test('in a file that is not there are refused', async () => {
    await expect(readPrices('/none/prices.yaml')).rejects.toMatchObject({ code: 'usage' });
  });
});
