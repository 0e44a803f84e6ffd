import type { ViewedPass } from '../../core/run-view.ts';
import { NO_SKILL } from '../../core/schema/arms.ts';
import { iterationOf } from '../layout.ts';
import { type TrialsSource, viewedTrials } from './trials.ts';

/** Trials that belong to no iteration, by what they were made for and the version that was tried; without a skill first. */
export function viewedPasses(source: TrialsSource): readonly ViewedPass[] {
  const { door } = source;
  return door.folders('passes').flatMap((purpose) => {
    const names = door.folders(`passes/${purpose}`).filter((name) => name === NO_SKILL || iterationOf(name) !== null);
    return names.map((name) => {
      const version = name === NO_SKILL ? null : name;
      return { purpose, version, trials: viewedTrials(source, `passes/${purpose}/${name}`) };
    });
  });
}
