import type { Gain } from '../../core/findings/gain.ts';
import type { RunView } from '../../core/run-view.ts';
import { counted } from './format.ts';

/** What may be said of the best version, in a few words. */
export interface GainWords {
  readonly type: 'real' | 'not-shown' | 'open';
  readonly word: string;
  /** What it rests on. */
  readonly basis: string;
}

/** The verdict on a gain: only fresh measurements call it real. */
export function gainWords(view: RunView, { evidence, source }: Gain): GainWords {
  const { best } = view;
  if (best === null || best === 'v0') return { type: 'open', word: 'Nothing kept yet', basis: 'the original stands' };
  if (source === 'estimate' || source === 'scores') {
    return { type: 'open', word: 'Not measured afresh', basis: 'in what the climb went by, luck included' };
  }
  const basis = basisOf(view, source);
  return evidence === 'shown' ? { type: 'real', word: 'Real', basis } : { type: 'not-shown', word: 'Not shown', basis };
}

function basisOf(view: RunView, source: Gain['source']): string {
  const evals = view.headline?.certificate?.evals ?? 0;
  if (source === 'submit') return `on ${counted(evals, 'sealed eval')}, which the climb never saw (submit)`;
  if (source === 'certificate') return `certified on ${counted(evals, 'eval')} (certify)`;
  const fresh = view.headline?.type === 'fresh' ? view.headline.final : null;
  const passes = fresh?.passes === 1 ? '1 fresh pass' : `${fresh?.passes ?? 0} fresh passes`;
  return `on ${passes} of ${counted(fresh?.evals.length ?? 0, 'eval')}`;
}
