import { CANARY_LENGTH } from '../core/canary.ts';
import type { Diagnostic } from '../core/schema/diagnostic.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { problem, shown } from './suite-problems.ts';

interface CanaryRead {
  /** null when the suite states none. */
  readonly canary: string | null;
  readonly problems: readonly Diagnostic[];
}

/** The suite's own canary: a text that marks its file, and that no agent may ever be given or repeat. */
export function readCanary(suite: unknown): CanaryRead {
  const stated = typeof suite === 'object' && suite !== null && 'canary' in suite ? suite.canary : null;
  if (stated === null) return { canary: null, problems: [] };
  const { least, most } = CANARY_LENGTH;
  const canary = typeof stated === 'string' ? stated.trim() : '';
  if (canary.length >= least && canary.length <= most && !/[\r\n]/.test(canary)) return { canary, problems: [] };
  const message = `must be a text of ${least} to ${most} characters in one line; it is ${shown(stated)}`;
  return { canary: null, problems: [problem(['canary'], message)] };
}

/** Evals that say the canary of their file: what they give to agents would void each of their trials. */
export function repeatedCanary(
  canary: string | null,
  evals: readonly EvalCase[],
  place: readonly PropertyKey[],
): readonly Diagnostic[] {
  if (canary === null) return [];
  const form = JSON.stringify(canary).slice(1, -1);
  return evals.flatMap(({ id, prompt, files, expectations }) => {
    const found = Object.entries({ prompt, files, expectations }).find(([, part]) =>
      JSON.stringify(part).includes(form),
    );
    if (found === undefined) return [];
    const why = `eval ${id} says the canary in its ${found[0]}, so an agent would be given it; leave it out there`;
    return [problem(place, why)];
  });
}
