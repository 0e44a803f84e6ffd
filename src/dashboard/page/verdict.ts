import type { RunView } from '../../core/run-view.ts';

/** What may be said of the best version, from the strongest measurement there is. */
export interface Verdict {
  /** `open`: not measured in a way that could tell. */
  readonly type: 'real' | 'not shown' | 'open';
  /** In one or two words. */
  readonly word: string;
  /** What it rests on. */
  readonly basis: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly gain: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** Certificates on sealed evals say most, then those on known ones, then fresh passes, then what the climb believes. */
export function verdictOf(view: RunView): Verdict {
  return certified(view, 'submit') ?? certified(view, 'certify') ?? fresh(view) ?? believed(view);
}

function certified({ certificates, best }: RunView, kind: 'submit' | 'certify'): Verdict | null {
  const record = certificates.find((one) => one.kind === kind && one.best === best);
  if (record === undefined) return null;
  const { before, after, gain, interval } = record;
  const isReal = record.verdict === 'improved';
  return {
    type: isReal ? 'real' : 'not shown',
    word: isReal ? 'Real' : 'Not shown',
    basis: kind === 'submit' ? `on ${record.evals} sealed evals` : `certified on ${record.evals} evals`,
    before,
    after,
    gain,
    interval,
  };
}

function fresh({ headline }: RunView): Verdict | null {
  if (headline?.type !== 'fresh') return null;
  const { before, after, gain, interval, passes, evals } = headline.final;
  const isReal = interval !== null && interval.low > 0;
  return {
    type: isReal ? 'real' : 'not shown',
    word: isReal ? 'Real' : 'Not shown',
    basis: `on ${passes} fresh ${passes === 1 ? 'pass' : 'passes'} of ${evals.length} evals`,
    before,
    after,
    gain,
    interval,
  };
}

function believed({ iterations, best }: RunView): Verdict {
  const rows = iterations.flatMap(({ row }) => row ?? []);
  const before = rows[0]?.score ?? null;
  const after = best === 'v0' ? null : (rows.at(-1)?.best_score ?? null);
  const gain = before === null || after === null ? null : after - before;
  const word = best === 'v0' || best === null ? 'Nothing kept yet' : 'Not measured afresh';
  const basis = best === 'v0' || best === null ? 'the original stands' : 'what the climb believes, luck included';
  return { type: 'open', word, basis, before, after, gain, interval: null };
}
