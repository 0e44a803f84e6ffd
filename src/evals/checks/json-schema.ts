import { z } from 'zod';
import { outputFile, suiteFile } from './fields.ts';
import { jsonOf } from './json-outputs.ts';
import { NotCheckable } from './not-checkable.ts';
import { matchingTexts } from './outputs.ts';
import type { Check } from './port.ts';
import { allPass } from './quantifiers.ts';
import { schemaFaults } from './schema-faults.ts';
import { readSuiteFile, suiteFileProblem } from './suite-file.ts';

const inline = z.union([z.record(z.string(), z.unknown()), z.boolean()]);
const schema = z.looseObject({ file: outputFile, schema: z.union([inline, suiteFile]) });

/** Passes when the file was made and every output of that name is JSON that the schema (inline, or a file of the suite) takes. */
export const jsonSchema: Check<typeof schema> = {
  type: 'json_schema',
  schema,
  async problem({ schema }, { evals }) {
    const missing = typeof schema === 'string' ? await suiteFileProblem(evals, schema) : null;
    return missing ?? (await schemaProblem(schema, evals));
  },
  suiteFiles: ({ schema }) => (typeof schema === 'string' ? [schema] : []),
  async run({ file, schema }, { outputs, evals }) {
    const texts = await matchingTexts(outputs, file);
    const document = await readSchema(schema, evals);
    return allPass(texts, async (output) => {
      const { fault } = await schemaFaults(document, jsonOf(output));
      const evidence = fault === null ? `${output.name} is as the schema says` : `${output.name}: ${fault}`;
      return { passed: fault === null, evidence };
    });
  },
};

async function schemaProblem(schema: unknown, evals: string): Promise<string | null> {
  try {
    const { problem } = await schemaFaults(await readSchema(schema, evals), null);
    return problem === null ? null : `"schema" is no JSON schema: ${problem}`;
  } catch (error) {
    if (error instanceof NotCheckable) return `"schema": ${error.message}`;
    throw error;
  }
}

async function readSchema(schema: unknown, evals: string): Promise<unknown> {
  if (typeof schema !== 'string') return schema;
  const bytes = await readSuiteFile(evals, schema);
  if (bytes === null) throw new NotCheckable(`${schema} is missing from the suite`);
  return jsonOf({ name: schema, bytes, text: bytes.toString('utf8'), utf8: true });
}
