import type { Progress } from './progress.ts';

/** The fixed grammar of a candidate's reasons. Probabilities are 0–1, differences of scores −1 … 1. */

export interface Seen {
  readonly progress: Progress;
  /** Evals tried in the pass that is not complete yet, and all. */
  readonly inPass: number;
  readonly evals: number;
}

/** `drop: P(better) 0.38 < 0.50 after 3 of 12 evals` */
export function droppedBelow(p: number, bar: number, seen: Seen): string {
  const [is, asked] = toldApart(p, bar);
  return `drop: P(better) ${is} ${is === asked ? '<=' : '<'} ${asked} after ${extent(seen)}`;
}

/** `keep: P(better) 0.69 >= 0.60 after 1 pass, +1.9 pts (raw +25.0)` */
export function kept(p: number, bar: number, gains: Seen & { readonly delta: number; readonly raw: number }): string {
  const [is, asked] = toldApart(p, bar);
  const points = `${signedPoints(gains.delta)} pts (raw ${signedPoints(gains.raw)})`;
  return `keep: P(better) ${is} >= ${asked} after ${extent(gains)}, ${points}`;
}

/** `drop: hurts codex: P(worse) 0.83 > 0.70 after 1 pass, -4.1 pts` */
export function hurting(
  agent: string,
  { p, bar, delta }: { readonly p: number; readonly bar: number; readonly delta: number },
  seen: Seen,
): string {
  const [is, asked] = toldApart(p, bar);
  return `drop: hurts ${agent}: P(worse) ${is} > ${asked} after ${extent(seen)}, ${signedPoints(delta)} pts`;
}

/** `drop: behind iteration 7 after 3 of 12 evals` */
export function behind(iteration: number, seen: Seen): string {
  return `drop: behind iteration ${iteration} after ${extent(seen)}`;
}

/** `drop: eval scopes ended by timeout where the incumbent finishes` */
export function neverFinishes(evalId: string, end: string): string {
  return `drop: eval ${evalId} ended by ${end} where the incumbent finishes`;
}

/** `budget spent during pass 2` */
export function cutShort(reason: string, { passes }: Progress): string {
  return `${reason} during pass ${passes + 1}`;
}

function extent({ progress, inPass, evals }: Seen): string {
  const passes = `${progress.passes} ${progress.passes === 1 ? 'pass' : 'passes'}`;
  if (progress.passEnded) return passes;
  const part = `${inPass} of ${evals} evals`;
  return progress.passes === 0 ? part : `${passes} and ${part}`;
}

/** Both with two digits, or with as many as it takes until they differ; ties stay alike. */
function toldApart(p: number, bar: number): readonly [string, string] {
  for (let digits = 2; digits <= 10; digits += 1) {
    const [is, asked] = [p.toFixed(digits), bar.toFixed(digits)];
    if (is !== asked) return [is, asked];
  }
  return [p.toFixed(2), bar.toFixed(2)];
}

/** Points with their sign: 0.0188 → "+1.9". */
function signedPoints(difference: number): string {
  const points = (100 * difference).toFixed(1);
  return points.startsWith('-') && Number(points) !== 0 ? points : `+${points.replace('-', '')}`;
}
