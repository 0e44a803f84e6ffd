import type { MeasuredCertificate } from '../headline.ts';
import type { RunView } from '../run-view.ts';
import { suiteNoise } from '../suite-noise.ts';

/** How much better the best version is than the original, and how far that can be trusted. Scores 0–1. */
export interface Gain {
  readonly before: number | null;
  readonly after: number | null;
  readonly gain: number | null;
  /** The paired one of 95 %; null where nothing gives one. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** What it rests on: sealed evals, fresh passes with bets, fresh passes, what rule `race` believes, or the scores of the climb. */
  readonly source: 'submit' | 'certificate' | 'fresh' | 'estimate' | 'scores';
  /** `unknown` where nothing was measured afresh that could tell a gain from luck. */
  readonly evidence: 'shown' | 'not_shown' | 'unknown';
  /** What chance does to the difference of two passes (half its interval of 95 %); null where that is not known. */
  readonly noise: number | null;
}

/** What was certified is worth more than fresh passes, and these more than what steered the climb. */
export function gainOf(view: RunView): Gain {
  const noise = noiseOfDifference(view);
  const certificate = view.headline?.certificate ?? null;
  if (certificate !== null) return { ...certified(certificate), noise };
  if (view.headline?.type === 'fresh') {
    const { before, after, gain, interval, recommendation } = view.headline.final;
    const isAbove = recommendation === 'best' && (interval === null || interval.low > 0);
    const evidence = !isAbove ? 'not_shown' : interval === null ? 'unknown' : 'shown';
    return { before, after, gain, interval, source: 'fresh', evidence, noise };
  }
  return { ...ofClimb(view), noise };
}

function certified({ kind, before, after, gain, interval, verdict }: MeasuredCertificate): Omit<Gain, 'noise'> {
  const source = kind === 'submit' ? 'submit' : 'certificate';
  const evidence = verdict === 'improved' ? 'shown' : 'not_shown';
  return { before, after, gain, interval, source, evidence };
}

/** What the climb went by, which luck is part of. */
function ofClimb({ iterations }: RunView): Omit<Gain, 'noise'> {
  const rows = iterations.flatMap(({ row }) => row ?? []);
  const isRace = iterations.some(({ counted }) => counted !== null);
  const [before, after] = [rows[0]?.best_score ?? null, rows.at(-1)?.best_score ?? null];
  const gain = before === null || after === null ? null : after - before;
  return { before, after, gain, interval: null, source: isRace ? 'estimate' : 'scores', evidence: 'unknown' };
}

/** Of another tool's workspace it is expected from the baseline, as we tell it of our own. */
function noiseOfDifference({ noise, iterations }: RunView): number | null {
  const onePass = noise?.one_pass ?? noiseOfBaseline(iterations[0]);
  return onePass === null ? null : Math.SQRT2 * onePass;
}

function noiseOfBaseline(baseline: RunView['iterations'][number] | undefined): number | null {
  const scores = (baseline?.trials ?? []).flatMap(({ trial, passed, total }) =>
    trial === 1 && passed !== null && total !== null && total > 0 ? [{ passed, total }] : [],
  );
  return scores.length === 0 ? null : suiteNoise(scores, 0).one_pass;
}
