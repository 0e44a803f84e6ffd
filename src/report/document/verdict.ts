import type { Findings } from '../../core/findings/findings.ts';
import type { RunView } from '../../core/run-view.ts';
import { measuredText } from '../headline.ts';
import { points } from '../text.ts';

/** What came of a run in one sentence. */
export function verdictText(view: RunView, { class: kind, gain, candidates }: Findings): string {
  const { best } = view;
  if (kind === 'unmeasured' || best === null) return 'Nothing was measured, so that nothing can be said.';
  const tried = candidates === 1 ? '1 candidate' : `${candidates} candidates`;
  if (best === 'v0') {
    return kind === 'perfect'
      ? 'The original passes every expectation already.'
      : `Nothing better than the original was found among ${tried}.`;
  }
  const measured = gainedText(view, gain);
  switch (gain.evidence) {
    case 'shown':
      return `${best} is better than the original: ${measured}.`;
    case 'not_shown':
      return `${best} is not shown to be better than the original: ${measured}.`;
    case 'unknown':
      return `${best} is the best of ${tried}: ${measured}${chance(gain.noise)}.`;
  }
}

/** From where to where, by how much, and on what. */
function gainedText({ headline }: RunView, { before, after, source }: Findings['gain']): string {
  if (headline !== null && source !== 'estimate' && source !== 'scores') return measuredText(headline);
  if (before === null || after === null) return 'its gain is not known, not measured afresh';
  const what = source === 'estimate' ? 'by the estimate that steered the climb ' : '';
  return `${what}${before.toFixed(2)} → ${after.toFixed(2)}, not measured afresh`;
}

function chance(noise: number | null): string {
  return noise === null ? '' : `; chance alone moves the difference of two passes by ± ${points(noise)} points`;
}

/** What a class of convergence means, for people. */
export const CLASS_TEXTS: Readonly<Record<Findings['class'], string>> = {
  unmeasured: 'there is no baseline with a score',
  perfect: 'every expectation passes',
  too_early: 'fewer than 3 candidates were tried',
  stuck: 'nothing was kept, and no candidate fixed a single expectation',
  no_evidence: 'no gain is shown: a negative result',
  plateau: 'it rose, and then nothing more was kept',
  rapid: 'most of the rise came early',
  climbing: 'it still rose at the end',
};
