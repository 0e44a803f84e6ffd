import { join, relative } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { redactOutputs } from '../../evals/redact-outputs.ts';
import { restoreLarge } from '../../store/stored-outputs.ts';
import { isEvals } from '../../store/tree-hash.ts';
import { trialPlaces } from '../../store/trials.ts';
import { evalDocument } from '../eval-document.ts';
import type { Bundle } from './bundle.ts';
import { copyInto } from './copy.ts';

/** `run_files/`: the evals that were seen, by split, and every iteration, kept or not. Returns how many. */
export async function writeRunFiles(bundle: Bundle): Promise<number> {
  const { recorded, write } = bundle;
  for (const [name, split] of [
    ['train', 'train'],
    ['validation', 'val'],
  ] as const) {
    const evals = recorded.evals.filter((one) => one.split === null || one.split === split);
    await write(
      `run_files/${name}.json`,
      `${JSON.stringify({ schema_version: 1, evals: evals.map(evalDocument) }, null, 2)}\n`,
    );
  }
  // The suite stands in the splits above, without what is set apart.
  const exclude = (path: string) => path.startsWith('candidate/') && isEvals(path.slice('candidate/'.length));
  let count = 0;
  for (const { number } of recorded.iterations) {
    const from = recorded.workspace.iteration(number).dir;
    const to = `run_files/iteration_${number}`;
    if (!(await copyInto(bundle, { from, to, exclude }))) continue;
    count += 1;
    await putLargeOutputs(bundle, number, to);
  }
  return count;
}

/** Puts large outputs in the places of their references: a bundle is looked into by people, without its workspace. */
async function putLargeOutputs({ recorded, redact, at, warn }: Bundle, number: number, to: string): Promise<void> {
  const iteration = recorded.workspace.iteration(number);
  const places = await Promise.all(recorded.evals.map(({ id }) => trialPlaces(iteration, id)));
  for (const place of places.flat()) {
    const copy = at(join(to, relative(iteration.dir, place.outputs)));
    try {
      if ((await restoreLarge(place, copy)) > 0) await redactOutputs(copy, redact);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      warn(error.message);
    }
  }
}
