import type { Gain } from '../../core/findings/gain.ts';
import type { RunView } from '../../core/run-view.ts';

/** What may be said of the best version, in a few words. */
export interface GainWords {
  readonly type: 'real' | 'not-shown' | 'open';
  readonly word: string;
  /** What it rests on. */
  readonly basis: string;
}

/** The verdict on a gain: only fresh measurements call it real. */
export function gainWords({ best, certificates, headline }: RunView, { evidence, source }: Gain): GainWords {
  if (best === null || best === 'v0') return { type: 'open', word: 'Nothing kept yet', basis: 'the original stands' };
  if (source === 'estimate' || source === 'scores') {
    return { type: 'open', word: 'Not measured afresh', basis: 'in what the climb went by, luck included' };
  }
  const fresh = headline?.type === 'fresh' ? headline.final : null;
  const certificate = certificates.findLast(({ kind }) => kind === 'certify');
  const basis =
    source === 'certificate'
      ? `certified on ${certificate?.evals ?? 0} evals`
      : `on ${fresh?.passes ?? 0} fresh ${fresh?.passes === 1 ? 'pass' : 'passes'} of ${fresh?.evals.length ?? 0} evals`;
  return evidence === 'shown' ? { type: 'real', word: 'Real', basis } : { type: 'not-shown', word: 'Not shown', basis };
}
