import type { RunView } from '../run-view.ts';

/** A version's figure of the deciding evals, and the one that was measured afterwards, by nothing of which it was chosen. */
export interface Comparison {
  readonly version: string;
  /** What it was measured on afterwards: sealed evals, or the deciding ones afresh. */
  readonly source: 'submit' | 'certify' | 'fresh';
  /** 0–1, what the climb went by, or what fresh passes gave where a submit is held against them. */
  readonly deciding: number;
  /** 0–1. */
  readonly after: number;
  /** `deciding` − `after`: what did not carry over. */
  readonly gap: number;
}

/** Whether what was gained carries over to evals that the climb never saw. */
export type Generalisation =
  /** Of the best version, with the gap that the submit warned of. */
  | { readonly type: 'measured'; readonly best: Comparison; readonly evals: number; readonly alarm: number | null }
  /** `submit` would tell. */
  | { readonly type: 'not measured' }
  /** No eval was set apart. */
  | { readonly type: 'not possible' };

export function generalisationOf(view: RunView): Generalisation {
  const submit = view.certificates.find(({ kind }) => kind === 'submit');
  const best = comparisonsOf(view).find((one) => one.source === 'submit' && one.version === submit?.best);
  if (submit !== undefined && best !== undefined) {
    return { type: 'measured', best, evals: submit.evals, alarm: submit.gap };
  }
  return { type: hasSealed(view) ? 'not measured' : 'not possible' };
}

/** Whether evals were set apart, in the suite or in a file of their own. */
export function hasSealed({ run, evals }: Pick<RunView, 'run' | 'evals'>): boolean {
  return (run?.sealed_sha256 ?? null) !== null || evals.some(({ sealed }) => sealed);
}

/** Original and best version wherever both figures were made, what says most first. Of sealed evals only the mean is told. */
export function comparisonsOf(view: RunView): readonly Comparison[] {
  const { certificates, headline } = view;
  const final = headline?.type === 'fresh' ? headline.final : null;
  const found = (['submit', 'certify'] as const).flatMap((kind) => {
    const one = certificates.findLast((certificate) => certificate.kind === kind);
    if (one === undefined) return [];
    const isFresh = kind === 'submit' && final?.best === one.best && one.validation?.from === 'fresh';
    const before = isFresh ? final.before : steeredBy(view, one.original);
    const after = one.validation?.score ?? steeredBy(view, one.best);
    return [...compared(kind, one.original, [before, one.before]), ...compared(kind, one.best, [after, one.after])];
  });
  if (final === null) return found;
  return [
    ...found,
    ...compared('fresh', final.original, [steeredBy(view, final.original), final.before]),
    ...compared('fresh', final.best, [steeredBy(view, final.best), final.after]),
  ];
}

function compared(
  source: Comparison['source'],
  version: string,
  [deciding, after]: readonly [number | null, number | null],
): readonly Comparison[] {
  if (deciding === null || after === null) return [];
  return [{ version, source, deciding, after, gap: deciding - after }];
}

/** What the climb went by: the last word on the incumbent, of another version that of its own row. */
function steeredBy({ best, iterations }: RunView, version: string): number | null {
  const row =
    version === best && version !== 'v0'
      ? iterations.findLast((one) => one.row !== null)?.row
      : iterations.find(({ number }) => `v${number}` === version)?.row;
  return row?.best_score ?? null;
}
