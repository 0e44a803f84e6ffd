import type { ViewedPass } from '../../core/run-view.ts';
import { iterationOf } from '../layout.ts';
import { type TrialsSource, viewedTrials } from './trials.ts';

/** Trials that belong to no iteration, by what they were made for and the version that was tried. */
export function viewedPasses(source: TrialsSource): readonly ViewedPass[] {
  const { door } = source;
  return door.folders('passes').flatMap((purpose) => {
    const versions = door.folders(`passes/${purpose}`).filter((name) => iterationOf(name) !== null);
    return versions.map((version) => {
      return { purpose, version, trials: viewedTrials(source, `passes/${purpose}/${version}`) };
    });
  });
}
