import { groupedBy } from '../../core/grouped.ts';
import type { RunView, ViewedEval, ViewedPass } from '../../core/run-view.ts';

/** What was measured beside the climb for one purpose, with all the versions that took part. */
export interface PassGroup {
  readonly purpose: string;
  readonly title: string;
  readonly about: string;
  readonly passes: readonly ViewedPass[];
}

/** The name of a pass in an address. */
export function passName({ purpose, version }: Pick<ViewedPass, 'purpose' | 'version'>): string {
  return `${purpose}/${version ?? 'none'}`;
}

const KINDS: Readonly<Record<string, readonly [title: string, about: string]>> = {
  final: ['Final passes', 'v0 and the best version measured afresh'],
  certify: ['Certificate', 'fresh trials that were bet on'],
  calibrate: ['Calibration', 'one version against itself'],
  arms: ['Comparison', 'the same evals with and without the skill'],
  ceiling: ['Control', 'whether the best version really passes everything'],
  epoch: ['New baseline', 'the incumbent under changed conditions'],
};

/** "Certificate 1"; the purpose as it is written where it is none of ours. */
export function passTitle(purpose: string): string {
  const [, kind = '', number] = /^([a-z]+)-(\d+)$/.exec(purpose) ?? [];
  const title = Object.hasOwn(KINDS, kind) ? KINDS[kind]?.[0] : undefined;
  return title === undefined ? purpose : `${title} ${number}`;
}

export function versionTitle(version: string | null): string {
  return version ?? 'no skill';
}

export function groupedPasses({ passes }: RunView): readonly PassGroup[] {
  const groups = groupedBy(passes, ({ purpose }) => purpose);
  return [...groups].map(([purpose, own]) => {
    const kind = purpose.replace(/-\d+$/, '');
    const about = (Object.hasOwn(KINDS, kind) ? KINDS[kind]?.[1] : undefined) ?? '';
    return { purpose, title: passTitle(purpose), about, passes: own };
  });
}

/** The weighted mean over evals of their trials' mean share of expectations, 0–1; null where nothing has a score. */
export function passScore({ trials }: ViewedPass, evals: readonly ViewedEval[]): number | null {
  const weights = new Map(evals.map(({ id, weight }) => [id, weight]));
  const byEval = groupedBy(
    trials.flatMap(({ eval_id, passed, total }) =>
      passed === null || !total ? [] : [{ eval_id, share: passed / total }],
    ),
    ({ eval_id }) => eval_id,
  );
  const scores = [...byEval].map(([id, own]) => ({
    weight: weights.get(id) ?? 1,
    mean: meanOf(own.map(({ share }) => share)),
  }));
  const total = scores.reduce((sum, { weight }) => sum + weight, 0);
  if (scores.length === 0) return null;
  return total === 0
    ? meanOf(scores.map(({ mean }) => mean))
    : scores.reduce((sum, { weight, mean }) => sum + weight * mean, 0) / total;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
