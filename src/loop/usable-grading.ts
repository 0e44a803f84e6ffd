import { valueDifferences } from '../core/difference.ts';
import { UserError } from '../core/errors.ts';
import type { Grading } from '../core/schema/grading.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { TrialPlace } from '../store/layout.ts';
import { readGrading } from '../store/trials.ts';
import { gradingAgain } from './verify-gradings.ts';

/**
 * The stored grading of a trial of an eval; null when there is none. A UserError `invalid_workspace` when it is not as
 * we write one: an expectation is left out or is not the suite's, or a counter is not what the items come to.
 */
export async function usableGrading(place: TrialPlace, evalCase: EvalCase): Promise<Grading | null> {
  const grading = await readGrading(place);
  if (grading === null) return null;
  const [fault] = valueDifferences(place.grading, grading, gradingAgain(grading, evalCase));
  if (fault?.kind !== 'value') return grading;
  const { place: pointer, stored = null, computed = null } = fault;
  throw new UserError(
    'invalid_workspace',
    `${place.grading} ${pointer}: is ${JSON.stringify(stored)}, and must be ${JSON.stringify(computed)}.`,
    { hint: `Restore it from a backup, or remove ${place.dir} to have the trial measured anew.` },
  );
}
