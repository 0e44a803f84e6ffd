import { z } from 'zod';
import { csvHeader } from './csv-header.ts';
import { shown } from './evidence.ts';
import { outputFile } from './fields.ts';
import { matchingTexts } from './outputs.ts';
import type { Check } from './port.ts';
import { anyPasses } from './quantifiers.ts';

const schema = z.looseObject({
  file: outputFile,
  columns: z.array(z.string()).min(1),
  delimiter: z.string().length(1).default(','),
  /** Whether there may be no other column and no other order. */
  exact: z.boolean().default(false),
});

/** Passes when the first row of a CSV output names the columns. */
export const csvColumns: Check<typeof schema> = {
  type: 'csv_columns',
  schema,
  async run({ file, columns, delimiter, exact }, { outputs }) {
    return anyPasses(await matchingTexts(outputs, file), ({ name, text }) => {
      const header = csvHeader(text, delimiter);
      if (header === null)
        return { passed: false, evidence: `${name} has no header row, or one with a quote out of place` };
      const missing = columns.filter((column) => !header.includes(column));
      const evidence = `the header of ${name} is ${shown(header)}`;
      if (missing.length > 0)
        return { passed: false, evidence: `${name} has no column ${missing.join(', ')}; ${evidence}` };
      const passed = !exact || (header.length === columns.length && columns.every((column, i) => header[i] === column));
      return { passed, evidence: passed ? evidence : `${evidence}, not exactly ${shown(columns)}` };
    });
  },
};
