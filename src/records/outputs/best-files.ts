import { stringify } from 'yaml';
import { z } from 'zod';
import type { RunView, ViewedIteration } from '../../core/run-view.ts';
import { configRecord } from '../../core/schema/config-record.ts';
import { hashTree } from '../../platform/tree.ts';
import { iterationOf } from '../../store/layout.ts';
import { patchBetween } from '../../store/patch.ts';
import { isEvals } from '../../store/tree-hash.ts';
import type { Bundle } from './bundle.ts';
import { copyInto } from './copy.ts';

/** `best_run_files/`: the best version, what it changes, and what was measured of it. */
export async function writeBestFiles(bundle: Bundle): Promise<void> {
  const { recorded, view, write } = bundle;
  const { workspace, run, sealed, door } = recorded;
  const best = view.best ?? 'v0';
  const number = iterationOf(best) ?? 0;
  const from = workspace.version(best);
  // A suite with evals that are set apart cannot be handed on.
  const exclude = sealed > 0 ? isEvals : () => false;
  if (!(await copyInto(bundle, { from, to: 'best_run_files/skill', exclude }))) {
    bundle.warn(`${best} has no folder, so that the bundle holds no skill.`);
  } else {
    if (sealed > 0) bundle.warn('skill/ is without evals/, for some of them are set apart for submit.');
    const sides = [workspace.version('v0'), from].map(async (dir) => ({ dir, entries: await entriesOf(dir) }));
    const [before, after] = await Promise.all(sides);
    if (before !== undefined && after !== undefined) {
      await write('best_run_files/changes.patch', await patchBetween(before, after));
    }
  }
  const iteration = view.iterations.find((one) => one.number === number);
  await write('best_run_files/validation_metrics.txt', metricsText(view, iteration, 'val'));
  await write('best_run_files/train_metrics.txt', metricsText(view, iteration, 'train'));
  await write('best_run_files/structured_outputs.txt', `${JSON.stringify(answerOf(iteration), null, 2)}\n`);
  await write('best_run_files/config.json', `${JSON.stringify(configRecord(run.config), null, 2)}\n`);
  const environment = door.record(`iteration-${number}/environment.json`, z.record(z.string(), z.unknown()));
  await write('best_run_files/environment.yml', stringify(environment ?? {}));
  await write('best_run_files/iteration_number.txt', `${number}\n`);
}

async function entriesOf(dir: string) {
  return (await hashTree(dir)).filter(({ path }) => !isEvals(path));
}

/** What the improver said of the edit. */
function answerOf(iteration: ViewedIteration | undefined) {
  return {
    changelog: iteration?.row?.changelog ?? null,
    hypothesis: iteration?.hypothesis ?? null,
    expected_flips: iteration?.flips.expected ?? [],
  };
}

/** The scores of the evals of a split, `name: value` a line; an eval without a split is in both. */
function metricsText({ evals }: RunView, iteration: ViewedIteration | undefined, split: 'train' | 'val'): string {
  const own = evals.filter((one) => one.split === null || one.split === split);
  const lines = own.map(({ id }) => {
    const [trial] = iteration?.trials.filter(({ eval_id, passed }) => eval_id === id && passed !== null) ?? [];
    return `${id}: ${trial === undefined ? 'unmeasured' : `${trial.passed}/${trial.total}`}`;
  });
  const score = iteration?.row?.score ?? null;
  const head = split === 'val' ? [`score: ${score ?? 'unmeasured'}`] : [];
  return `${[...head, ...lines].join('\n')}\n`;
}
