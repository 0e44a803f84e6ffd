import { blockSize } from '../core/referee/race/order.ts';
import { decidingEvals, trialsAPass } from '../core/schema/suite.ts';
import type { Campaign } from './campaign.ts';

/** Trials of the deciding evals after which an iteration is judged for the first time. */
export function trialsToFirstLook(
  { run, evals }: Pick<Campaign, 'run' | 'evals'>,
  { isBaseline }: { readonly isBaseline: boolean },
): number {
  const isWhole = isBaseline || run.config.rule === 'strict';
  return isWhole ? trialsAPass(evals) : blockSize(decidingEvals(evals).length);
}
