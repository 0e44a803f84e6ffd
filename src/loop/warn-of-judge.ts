import type { RunRecord } from '../core/schema/run.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { judgedExpectations } from '../evals/grading.ts';
import { tell } from './tell.ts';

/** Warns of a judge that is of the executor's own kind: models find their own work better than others do. */
export async function warnOfOwnJudge(
  told: Parameters<typeof tell>[0],
  { agents }: RunRecord,
  evals: readonly EvalCase[],
): Promise<void> {
  const { judge, executor, further = [] } = agents;
  const isSame = [executor, ...further].some(({ name, model }) => judge.name === name && judge.model === model);
  if (!isSame || evals.every((one) => judgedExpectations(one).length === 0)) return;
  const message =
    'the executor is the judge of its own work, which models tend to favour; name another with --judge, or compare with `regrade --judge`';
  await tell(told, { event: 'warning', kind: 'judge', message });
}
