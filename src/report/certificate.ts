import type { CertificateRecord, Claim } from '../core/schema/certificate.ts';

const EVALS = { certify: 'these evals', submit: 'the sealed evals' } as const;

/** What a certificate takes at most and what it can be expected to show; `reach` is a gain of 0–1, null for none. */
export function claimLine(
  { kind, original, best, affordable }: Claim,
  { evals, reach }: { readonly evals: number; readonly reach: number | null },
): string {
  const passes = counted(affordable, 'pass', 'passes');
  const takes = `At most ${2 * evals * affordable} trials: ${passes} of ${original} and ${best} on ${counted(evals, 'eval', 'evals')}.`;
  const shows =
    reach === null
      ? 'That is too little to show any gain: raise --passes, or write more evals.'
      : `A gain of about ${Math.ceil(100 * reach)} points or more is mostly shown, a smaller one often not.`;
  const once = kind === 'submit' ? ' The sealed evals are scored once, and the climb is over.' : '';
  return `${takes} ${shows}${once}`;
}

/** What was shown, or not, in words. */
export function renderCertificate(record: CertificateRecord): string {
  return [headline(record), ...measured(record), meaning(record), ...repeated(record)].join('\n');
}

function headline({ kind, verdict, original, best, before, after, gain, interval }: CertificateRecord): string {
  const head = `${verdict} on ${EVALS[kind]}: ${best} against ${original}`;
  if (gain === null || before === null || after === null) return `${head}, nothing could be measured`;
  const half = interval === null ? '' : ` ± ${points((interval.high - interval.low) / 2)}`;
  return `${head}, ${gain < 0 ? '-' : '+'}${points(Math.abs(gain))}${half} points (${before.toFixed(2)} → ${after.toFixed(2)})`;
}

function measured({ pairs, bets, evals, unmeasured }: CertificateRecord): readonly string[] {
  const missing = unmeasured.length === 0 ? '' : `; ${counted(unmeasured.length, 'trial', 'trials')} not measured`;
  return [
    `  ${counted(pairs, 'pair', 'pairs')} in ${counted(bets.length, 'pass', 'passes')} of ${counted(evals, 'eval', 'evals')}${missing}`,
  ];
}

function meaning({ verdict, alpha, kind }: CertificateRecord): string {
  if (verdict === 'not shown') return '  There may be a gain: so many trials cannot tell it from luck.';
  const about = kind === 'certify' ? ' It is about these evals, which the climb has seen.' : '';
  return `  Were there no gain, this would be said in at most ${percent(alpha)} of cases.${about}`;
}

/** Who asks again until the answer is yes gets a yes by luck more often. */
function repeated({ kind, number, alpha }: CertificateRecord): readonly string[] {
  if (kind === 'submit' || number === 1) return [];
  return [
    `  This is certificate ${number} of this run; one of ${number} is wrong in up to ${percent(Math.min(1, number * alpha))} of cases.`,
  ];
}

/** The sentence of the warning that sealed evals came out worse. */
export function overfitText({ after, validation, best }: CertificateRecord, gap: number): string {
  const score = validation?.score ?? 0;
  const from = validation?.from === 'fresh' ? 'measured afresh' : 'estimated';
  const [val, test] = [score.toFixed(2), (after ?? 0).toFixed(2)];
  return `${best} has ${val} on the deciding evals (${from}) and ${test} on the sealed ones, ${points(gap)} points less: part of the gain may be fitted to the evals.`;
}

function points(share: number): string {
  return (100 * share).toFixed(0);
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
