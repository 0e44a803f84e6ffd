import { createRequire } from 'node:module';
import type { Options } from 'ajv';
import { z } from 'zod';
import { isolated } from './isolated.ts';

const LIMIT_MS = 5_000;

/** `format` says what a text means; no schema rejects by it. */
const OPTIONS: Options = {
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  validateFormats: false,
};

/** The drafts that one validator each reads; a schema that names none is of the newest. */
const DRAFTS = [
  { named: /draft-0[67]/, module: 'ajv' },
  { named: /2019-09/, module: 'ajv/dist/2019.js' },
  { named: /(?:)/, module: 'ajv/dist/2020.js' },
] as const;

const answerSchema = z.object({ problem: z.string().nullable(), fault: z.string().nullable() });

// In a thread, because a pattern of a schema may never end, and loaded there, because few suites need it.
const SOURCE = `
const { parentPort, workerData: { module, options, schema, value } } = require('node:worker_threads');
const Validator = require(module).default;
const answer = () => {
  let validate;
  try {
    validate = new Validator({ ...options, logger: false }).compile(schema);
  } catch (error) {
    return { problem: error.message, fault: null };
  }
  if (validate(value)) return { problem: null, fault: null };
  const [{ instancePath, message, params }] = validate.errors;
  return { problem: null, fault: (instancePath || 'the document') + ' ' + message + ' ' + JSON.stringify(params) };
};
parentPort.postMessage(answer());
`;

/**
 * Holds a value against a JSON schema: `problem` is what is wrong with the schema, `fault` the first fault of the
 * value; null where there is none. Throws NotCheckable when that takes more than 5 s.
 */
export async function schemaFaults(schema: unknown, value: unknown): Promise<z.infer<typeof answerSchema>> {
  const require = createRequire(import.meta.url);
  const module = require.resolve(DRAFTS.find(({ named }) => named.test(draftOf(schema)))?.module ?? 'ajv');
  const data = { module, options: OPTIONS, schema, value };
  return answerSchema.parse(await isolated({ source: SOURCE, data, limitMs: LIMIT_MS, what: 'the JSON schema' }));
}

function draftOf(schema: unknown): string {
  const stated = typeof schema === 'object' && schema !== null && '$schema' in schema ? schema.$schema : '';
  return typeof stated === 'string' ? stated : '';
}
