import { isEvals } from '../../store/tree-hash.ts';
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
    await write(`run_files/${name}.json`, `${JSON.stringify({ evals: evals.map(evalDocument) }, null, 2)}\n`);
  }
  // The suite stands in the splits above, without what is set apart.
  const exclude = (path: string) => path.startsWith('candidate/') && isEvals(path.slice('candidate/'.length));
  let count = 0;
  for (const { number } of recorded.iterations) {
    const from = recorded.workspace.iteration(number).dir;
    if (await copyInto(bundle, { from, to: `run_files/iteration_${number}`, exclude })) count += 1;
  }
  return count;
}
