import { describe, expect, it } from 'vitest';
import type { CertificateRecord } from '../../src/core/schema/certificate.ts';
import { claimLine, overfitText, renderCertificate } from '../../src/report/certificate.ts';

const SHOWN: CertificateRecord = {
  schema_version: 1,
  ...{ kind: 'certify', number: 1, original: 'v0', best: 'v3', alpha: 0.05, affordable: 6, gap: null },
  bets: [
    { lambda: 0.3, log_wealth: 1.2 },
    { lambda: 0.9, log_wealth: 4.1 },
  ],
  ...{ verdict: 'improved', pairs: 24, evals: 12, before: 0.58, after: 0.83, gain: 0.25 },
  interval: { low: 0.16, high: 0.34 },
  unmeasured: [],
  validation: null,
};

describe('a certificate in words', () => {
  it('says what was shown, on how much, and how sure that is', () => {
    expect(renderCertificate(SHOWN)).toBe(
      `improved on these evals: v3 against v0, +25 ± 9 points (0.58 → 0.83)
  24 pairs in 2 passes of 12 evals
  Were there no gain, this would be said in at most 5 % of cases. It is about these evals, which the climb has seen.`,
    );
  });

  it('of submit is about the sealed evals', () => {
    const text = renderCertificate({ ...SHOWN, kind: 'submit' });
    expect(text).toContain('improved on the sealed evals: v3');
    expect(text).not.toContain('the climb has seen');
  });

  it('says that a gain that is not shown may be there all the same', () => {
    const text = renderCertificate({ ...SHOWN, verdict: 'not shown', gain: -0.02, interval: null });
    expect(text).toContain('not shown on these evals: v3 against v0, -2 points');
    expect(text).toContain('There may be a gain: so many trials cannot tell it from luck.');
  });

  it('shows no number where nothing was measured, and names what is missing', () => {
    const unmeasured = [{ version: 'v3', eval_id: 'a', trial: 1, outcome: 'timeout' as const }];
    const nothing = { before: null, after: null, gain: null, interval: null, pairs: 1, evals: 0, unmeasured };
    const text = renderCertificate({ ...SHOWN, verdict: 'not shown', ...nothing });
    expect(text).toContain('nothing could be measured');
    expect(text).toContain('1 pair in 2 passes of 0 evals; 1 trial not measured');
  });

  it('says that who asks again gets a yes by luck more often', () => {
    expect(renderCertificate(SHOWN)).not.toContain('certificate 1');
    expect(renderCertificate({ ...SHOWN, number: 3 })).toContain('This is certificate 3 of this run');
    expect(renderCertificate({ ...SHOWN, number: 3 })).toContain('15 %');
    expect(renderCertificate({ ...SHOWN, number: 50 })).toContain('100 %');
  });
});

it('before anything is spent, a line says what it takes and what it can show', () => {
  expect(claimLine(SHOWN, { evals: 12, reach: 0.121 })).toBe(
    'At most 144 trials: 6 passes of v0 and v3 on 12 evals. A gain of about 13 points or more is mostly shown, a smaller one often not.',
  );
  const submit = claimLine({ ...SHOWN, kind: 'submit', affordable: 1 }, { evals: 1, reach: null });
  expect(submit).toContain('At most 2 trials: 1 pass of v0 and v3 on 1 eval.');
  expect(submit).toContain('too little to show any gain: raise --passes');
  expect(submit).toContain('scored once, and the climb is over');
});

it('the warning of a gap names both scores and where they come from', () => {
  const submitted = { ...SHOWN, kind: 'submit' as const, after: 0.5 };
  expect(overfitText({ ...submitted, validation: { score: 0.9, from: 'fresh' } }, 0.4)).toBe(
    'v3 has 0.90 on the deciding evals (measured afresh) and 0.50 on the sealed ones, 40 points less: part of the gain may be fitted to the evals.',
  );
  expect(overfitText({ ...submitted, validation: { score: 0.9, from: 'estimate' } }, 0.4)).toContain('(estimated)');
});
