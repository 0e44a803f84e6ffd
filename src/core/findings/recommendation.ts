import type { RunView } from '../run-view.ts';
import type { ConvergenceClass } from './convergence.ts';
import type { Gain } from './gain.ts';
import type { RedFlag } from './red-flags.ts';

/** What to do with the best version, and why, in words without any text of an agent. */
export interface Recommendation {
  readonly action: 'apply' | 'continue' | 'investigate' | 'reject';
  readonly reason: string;
}

export interface Grounds {
  readonly view: Pick<RunView, 'best' | 'state'>;
  readonly class: ConvergenceClass;
  readonly gain: Gain;
  readonly flags: readonly RedFlag[];
}

/** Under these a gain on the deciding evals is no reason to apply anything; under the others none that is not shown. */
const GRAVE: readonly RedFlag['flag'][] = ['leak', 'overfit', 'skill_unused'];
const DOUBTFUL: readonly RedFlag['flag'][] = ['lucky_climb', 'monotone', 'unmeasured'];

export function recommendationOf({ view, class: kind, gain, flags }: Grounds): Recommendation {
  if (kind === 'unmeasured') return investigate('nothing was measured');
  if (view.state.live !== null) return { action: 'continue', reason: 'the run is at work' };
  const counted = gain.evidence === 'shown' ? GRAVE : [...GRAVE, ...DOUBTFUL];
  const grave = flags.find(({ flag }) => counted.includes(flag));
  if (grave !== undefined && view.best !== 'v0') return investigate(grave.message);
  return view.best === 'v0' ? withoutGain(kind) : withBest(gain, kind);
}

function withoutGain(kind: ConvergenceClass): Recommendation {
  switch (kind) {
    case 'perfect':
      return investigate('the original passes every expectation already: the evals ask too little to improve by them');
    case 'too_early':
      return { action: 'continue', reason: 'too few candidates were tried to say anything' };
    case 'stuck':
      return investigate(
        'no candidate fixed a single expectation: look at the evals and at what the improver is shown',
      );
    default:
      return { action: 'reject', reason: 'no candidate was better than the original' };
  }
}

const SHOWN: Readonly<Record<Gain['source'], string>> = {
  submit: 'the sealed evals show a gain',
  certificate: 'the certificate shows a gain',
  fresh: 'fresh passes show a gain',
  estimate: 'a gain is shown',
  scores: 'a gain is shown',
};

function withBest({ evidence, source, gain, noise }: Gain, kind: ConvergenceClass): Recommendation {
  if (evidence === 'shown') {
    return { action: 'apply', reason: SHOWN[source] };
  }
  if (evidence === 'not_shown') {
    const where = source === 'submit' ? 'the sealed evals' : 'fresh passes';
    if (gain !== null && gain > 0) return investigate(`the gain on ${where} is within its noise`);
    return { action: 'reject', reason: `${where} show no gain` };
  }
  if (gain !== null && noise !== null && gain > noise) {
    return { action: 'apply', reason: 'the gain is larger than what chance does to two passes' };
  }
  if (kind === 'climbing') return { action: 'continue', reason: 'it still rises, and no gain is shown yet' };
  return investigate('the gain was not measured afresh, and chance alone may do as much');
}

function investigate(reason: string): Recommendation {
  return { action: 'investigate', reason };
}
