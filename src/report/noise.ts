import type { SuiteNoise } from '../core/suite-noise.ts';
import { points } from './text.ts';

/** "one pass of these 12 evals has a noise of ± 7.5 points; a gain below 6.9 cannot be shown with this budget" */
export function noiseLine({ evals, one_pass, passes, smallest_gain }: SuiteNoise): string {
  const these = evals === 1 ? 'this one eval' : `these ${evals} evals`;
  return `one pass of ${these} has a noise of ± ${points(one_pass)} points; ${shown(passes, smallest_gain)}`;
}

function shown(passes: number, smallest: number | null): string {
  if (passes === 0) return 'no final pass is planned that could show a gain';
  if (smallest === null) return 'no gain can be shown with this budget: that takes two evals or more';
  return `a gain below ${points(smallest)} cannot be shown with this budget`;
}
