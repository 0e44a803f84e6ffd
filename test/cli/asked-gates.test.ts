import { describe, expect, it } from 'vitest';
import { unmetGates } from '../../src/cli/asked-gates.ts';
import { type Headline, headlineOf } from '../../src/core/headline.ts';
import type { CertificateRecord } from '../../src/core/schema/certificate.ts';
import type { Row } from '../../src/core/schema/row.ts';
import { certificateOf, finalOf } from '../support/views.ts';

const row = (score: string): Row => ({
  ...{ iteration: 1, timestamp: '2026-01-01T00:00:00Z', score, best_score: '0.9', action: 'kept', changelog: 'x' },
});

function fresh(after: number, recommendation: 'best' | 'original' = 'best'): Headline {
  const final = { schema_version: 1, original: 'v0', best: 'v1', passes: 1, evals: [], before: 0.5, after } as const;
  return {
    type: 'fresh',
    estimate: null,
    certificate: null,
    final: { ...final, evals: [], gain: after - 0.5, interval: null, unmeasured: [], recommendation },
  };
}

describe('--threshold', () => {
  it.each([
    ['the fresh score, where there is one', fresh(0.8), '0.9', 0.85, 1],
    ['the fresh score that reaches it', fresh(0.85), '0.1', 0.85, 0],
    ['the score of the best version', null, '0.7', 0.8, 1],
    ['the score of the best version that reaches it', null, '0.8', 0.8, 0],
    ['nothing, where nothing was measured, be it 0 that is asked for', null, '', 0, 1],
  ] as const)('asks %s', (...[, headline, score, threshold, unmet]) => {
    expect(unmetGates({ headline, row: row(score) }, { threshold })).toHaveLength(unmet);
  });

  it('is not met before there is a baseline', () => {
    expect(unmetGates({ headline: null, row: null }, { threshold: 0 })).toEqual([
      'Nothing was measured, and --threshold asks for 0.',
    ]);
  });
});

/** 0.4 → 0.6 beside fresh passes that gave 0.5 → 0.8. */
function certified(parts: Partial<CertificateRecord>): Headline | null {
  const certificates = [certificateOf({ best: 'v1', ...parts })];
  const final = finalOf('v1', [0.5, 0.8, null]);
  return headlineOf({ rule: 'strict', best: 'v1', score: '', final, certificates });
}

it('what was certified counts before the final passes', () => {
  const asked = { threshold: 0.7, requireImprovement: true };
  expect(unmetGates({ headline: certified({}), row: row('0.9') }, asked)).toEqual([
    'The best version has 0.6000, and --threshold asks for 0.7.',
  ]);
  const notShown = { verdict: 'not shown', after: 0.75 } as const;
  expect(unmetGates({ headline: certified(notShown), row: row('0.9') }, asked)).toEqual([
    'The fresh passes show no gain, and --require-improvement asks for one.',
  ]);
});

describe('--require-improvement', () => {
  it('asks for a gain on fresh passes, and takes none from those that chose the version', () => {
    const asked = { requireImprovement: true };
    expect(unmetGates({ headline: fresh(0.8), row: row('0.8') }, asked)).toEqual([]);
    expect(unmetGates({ headline: fresh(0.5, 'original'), row: row('0.8') }, asked)).toEqual([
      'The fresh passes show no gain, and --require-improvement asks for one.',
    ]);
    expect(unmetGates({ headline: null, row: row('1') }, asked)).toHaveLength(1);
  });

  it('asks for nothing where nothing was asked', () => {
    expect(unmetGates({ headline: null, row: null }, {})).toEqual([]);
  });
});
