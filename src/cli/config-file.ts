import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { closest } from 'fastest-levenshtein';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { isMissing } from '../platform/errno.ts';
import { exists } from '../platform/exists.ts';
import { settings } from './options.ts';

/** The first one is ours to write. */
export const CONFIG_NAMES = ['skillratchet.config.yaml', 'skillratchet.config.json'] as const;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
type Scalar = z.infer<typeof scalar>;
/** `sft_conversion: {enabled: true}`, as other tools write it, is our setting `sft`. */
const sftConversion = z.looseObject({ sft_conversion: z.strictObject({ enabled: z.boolean() }) });
const withOurNames = (document: unknown): unknown => {
  const nested = sftConversion.safeParse(document);
  if (!nested.success) return document;
  const { sft_conversion, ...rest } = nested.data;
  return { sft: sft_conversion.enabled, ...rest };
};

const valueSchema = z.union([scalar, z.array(scalar), z.record(z.string(), scalar)]);
type Value = z.infer<typeof valueSchema>;
const fileSchema = z.preprocess(withOurNames, z.record(z.string(), valueSchema));

/**
 * Takes the settings that neither a flag nor the environment gives from the configuration file that is nearest to the
 * skill. A UserError `usage` names the file and the key of what cannot be understood.
 */
export async function applyConfigFile(command: Command, skillDir: string): Promise<void> {
  const file = await findConfigFile(resolve(skillDir));
  if (file === null) return;
  for (const [name, value] of Object.entries(await readConfigFile(file))) {
    const setting = knownSetting(file, name);
    const attribute = setting.attributeName();
    const isOfCommand = command.options.some((option) => option.attributeName() === attribute);
    if (!isOfCommand || command.getOptionValueSource(attribute) !== undefined) continue;
    command.setOptionValueWithSource(attribute, parseSetting(file, setting, value), 'file');
  }
}

/** In the skill's folder, beside it, or in a folder above that up to the git root; null when there is none. */
export async function findConfigFile(skillDir: string): Promise<string | null> {
  const root = await gitRoot(dirname(skillDir));
  const last = root ?? dirname(skillDir);
  for (let folder = skillDir; ; folder = dirname(folder)) {
    for (const name of CONFIG_NAMES) if (await exists(join(folder, name))) return join(folder, name);
    if (folder === last) return null;
  }
}

/** The folder of the repository that a folder is in; null when it is in none. */
export async function gitRoot(folder: string): Promise<string | null> {
  if (await exists(join(folder, '.git'))) return folder;
  return dirname(folder) === folder ? null : gitRoot(dirname(folder));
}

/** YAML holds JSON as well. */
async function readConfigFile(path: string): Promise<z.infer<typeof fileSchema>> {
  const lineCounter = new LineCounter();
  const document = parseDocument(await readText(path), { lineCounter });
  const [broken] = document.errors;
  if (broken !== undefined) throw wrong(path, `line ${lineCounter.linePos(broken.pos[0]).line}: ${broken.code}`);
  const parsed = fileSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw wrong(path, `/${issue?.path.join('/') ?? ''}: must be a text, a number, true or false, or a list of them`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

function knownSetting(file: string, name: string): Option {
  const known = settings();
  const setting = known.find((option) => option.name() === name);
  if (setting !== undefined) return setting;
  const names = known.map((option) => option.name());
  throw new UserError('usage', `${file} /${name}: there is no such setting.`, {
    hint: `Did you mean ${closest(name, names)}? A setting is called like its flag, without the dashes.`,
  });
}

/** Settings that take several values. */
const LISTS: readonly string[] = ['agent', 'env', 'reuse', 'sandbox-read', 'guardrail', 'call-limit'];

function parseSetting(file: string, setting: Option, value: Value): unknown {
  if (setting.isBoolean()) {
    if (typeof value === 'boolean') return value;
    throw wrong(file, `/${setting.name()}: ${String(value)}. It must be true or false`);
  }
  const parse = (text: Scalar, previous: unknown): unknown =>
    setting.parseArg === undefined ? String(text) : setting.parseArg(String(text), previous);
  try {
    if (typeof value !== 'object') return parse(value, undefined);
    if (!LISTS.includes(setting.name())) throw wrong(file, `/${setting.name()}: takes one value, not a list`);
    return listOf(file, setting, value).reduce<unknown>((previous, text) => parse(text, previous), undefined);
  } catch (error) {
    if (error instanceof InvalidArgumentError)
      throw wrong(file, `/${setting.name()}: ${String(value)}. ${error.message}`);
    throw error;
  }
}

/** Settings that are tables of names and limits. */
const TABLES: readonly string[] = ['guardrail', 'call-limit'];

function listOf(file: string, setting: Option, value: Exclude<Value, Scalar>): readonly Scalar[] {
  if (Array.isArray(value)) return value;
  if (!TABLES.includes(setting.name())) throw wrong(file, `/${setting.name()}: takes a list, not names with values`);
  return Object.entries(value).map(([name, limit]) => `${name}=${limit}`);
}

function wrong(file: string, message: string): UserError {
  return new UserError('usage', `${file} ${message}`, { hint: 'Mend the file and run the command again.' });
}
