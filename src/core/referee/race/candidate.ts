import { fraction } from '../../stats/fraction.ts';
import { normalCdf } from '../../stats/normal.ts';
import { askedEvals, NEEDED, tooLittle, undecided } from '../coverage.ts';
import type { Ruling, Verdict } from '../port.ts';
import { hurtMost, leastMeasured, pWorse, sharesOf } from './agents.ts';
import { type Bar, EVEN, HURT, TIE } from './bar.ts';
import { weightedMean } from './belief.ts';
import type { Comparison } from './evidence.ts';
import { candidateNumbers, scoreOf } from './numbers.ts';
import { behind, cutShort, droppedBelow, hurting, kept, type Seen } from './reasons.ts';
import { unfinishedReason } from './unfinished.ts';
import type { View } from './view.ts';

/**
 * One ruling on each candidate of a batch: of several side by side the one that seems best goes on alone, among those
 * that finish what the incumbent finishes.
 */
export function rulingsOn(views: readonly View[]): readonly Ruling[] {
  const judged = views.map((view) => ({ view, unfinished: unfinishedReason(view) }));
  const [leader] = judged
    .flatMap(({ view, unfinished }) => (unfinished === null ? [view] : []))
    .sort((a, b) => b.look.delta - a.look.delta || a.arm.plan.iteration - b.arm.plan.iteration);
  return judged.map(({ view, unfinished }) => {
    if (unfinished !== null) return drop(view, unfinished);
    if (view === leader || leader === undefined) return rulingOn(view);
    return drop(view, behind(leader.arm.plan.iteration, seenIn(view)));
  });
}

/** The verdict on a candidate for which nothing more will be run. */
export function cutCandidate(view: View, reason: string): Verdict {
  return drop(view, `drop: ${cutShort(reason, view.progress)}`);
}

function rulingOn(view: View): Ruling {
  const { look, bar, progress, comparisons, arm } = view;
  if (!progress.passEnded) return look.informed && look.z <= TIE ? dropBelow(view, EVEN) : goOn(view);
  const measured = fraction(comparisons.filter(isMeasured).length, askedEvals(arm).size);
  if (tooLittle(measured)) return drop(view, undecided(measured));
  if (look.z <= TIE) return dropBelow(view, EVEN);
  if (look.z >= bar.z) return harmIn(view) ?? keep(view);
  return progress.last ? dropBelow(view, bar) : goOn(view);
}

/** Where all agents are asked for, why an edit that helps on the whole is not kept; null where it hurts none of them. */
function harmIn(view: View): Verdict | null {
  if (view.ground.settings.agents?.require !== 'all') return null;
  const least = leastMeasured(view);
  const measured = least === null ? null : fraction(least.measured, least.asked);
  if (least !== null && measured !== null && tooLittle(measured))
    return drop(view, undecided(measured, NEEDED, least.name));
  const most = hurtMost(sharesOf(view));
  return most === null
    ? null
    : drop(view, hurting(most.name, { p: pWorse(most), bar: HURT.p, delta: most.look.delta }, seenIn(view)));
}

function goOn(view: View): Ruling {
  return { type: 'continue', numbers: candidateNumbers(view, scoreOf(view)) };
}

function keep(view: View): Verdict {
  const gains = { ...seenIn(view), delta: view.look.delta, raw: rawGain(view) };
  const reason = kept(normalCdf(view.look.z), view.bar.p, gains);
  return verdict(view, 'keep', reason);
}

function dropBelow(view: View, bar: Bar): Verdict {
  return drop(view, droppedBelow(normalCdf(view.look.z), bar.p, seenIn(view)));
}

function drop(view: View, reason: string): Verdict {
  return verdict(view, 'drop', reason);
}

function verdict(view: View, type: 'keep' | 'drop', reason: string): Verdict {
  const score = scoreOf(view);
  return { type, reason, score, numbers: candidateNumbers(view, score) };
}

function seenIn({ arm, ground, progress }: View): Seen {
  const trials = arm.results.filter(({ slot }) => slot.trial > progress.passes);
  return { progress, inPass: askedEvals({ ...arm, results: trials }).size, evals: ground.evals.length };
}

/** How much higher the graded trials are than what was believed of the incumbent on the same evals. */
function rawGain({ comparisons }: View): number {
  return weightedMean(
    comparisons.flatMap(({ eval: { weight }, belief, evidence }) =>
      evidence === null || evidence.graded === 0
        ? []
        : [{ weight, value: evidence.sum / evidence.graded - belief.mean }],
    ),
  );
}

function isMeasured({ evidence }: Comparison): boolean {
  return evidence !== null && evidence.graded > 0;
}
