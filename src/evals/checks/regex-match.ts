import { z } from 'zod';
import { shown } from './evidence.ts';
import { outputFile } from './fields.ts';
import { matchingTexts } from './outputs.ts';
import type { Check } from './port.ts';
import { regexFields, searchTexts, shownRegex, validRegex } from './regex.ts';

const schema = z.looseObject({ file: outputFile, ...regexFields }).superRefine(validRegex);

/** Passes when the pattern is found in an output of that name. */
export const regexMatch: Check<typeof schema> = {
  type: 'regex_match',
  schema,
  async run({ file, ...regex }, { outputs }) {
    const texts = await matchingTexts(outputs, file);
    const match = await searchTexts(
      regex,
      texts.map(({ text }) => text),
    );
    if (match === null) return { passed: false, evidence: `${file} does not match ${shownRegex(regex)}` };
    const where = texts[match.index]?.name ?? file;
    return { passed: true, evidence: `${where} matches ${shownRegex(regex)}: ${shown(match.groups[0])}` };
  },
};
