import { z } from 'zod';
import { shown } from './evidence.ts';
import { outputFile, suiteFile } from './fields.ts';
import { NotCheckable } from './not-checkable.ts';
import { matchingTexts } from './outputs.ts';
import type { Check } from './port.ts';
import { anyPasses } from './quantifiers.ts';
import { readSuiteFile, suiteFileProblem } from './suite-file.ts';

const schema = z.looseObject({ file: outputFile, expected: suiteFile });

/** Passes when an output of that name is, byte for byte, a file of the suite. */
export const equalsFile: Check<typeof schema> = {
  type: 'equals_file',
  schema,
  problem: ({ expected }, { evals }) => suiteFileProblem(evals, expected),
  suiteFiles: ({ expected }) => [expected],
  async run({ file, expected }, { outputs, evals }) {
    const wanted = await readSuiteFile(evals, expected);
    if (wanted === null) throw new NotCheckable(`${expected} is missing from the suite`);
    return anyPasses(await matchingTexts(outputs, file), ({ name, bytes }) =>
      wanted.equals(bytes)
        ? { passed: true, evidence: `${name} equals ${expected}` }
        : { passed: false, evidence: `${name} differs from ${expected}: ${firstDifference(bytes, wanted)}` },
    );
  },
};

function firstDifference(actual: Buffer, wanted: Buffer): string {
  const [ours, theirs] = [actual.toString('utf8').split('\n'), wanted.toString('utf8').split('\n')];
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  const index = at < 0 ? ours.length : at;
  return `line ${index + 1} is ${shown(ours[index])}, not ${shown(theirs[index])}`;
}
