import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedact } from '../../../src/agents/redact.ts';
import { shown } from '../../../src/evals/checks/evidence.ts';
import { redactEvidence } from '../../../src/evals/checks/redact-evidence.ts';

const SECRET = 'a "very" secret-token';
const redact = createRedact([SECRET]);

describe('evidence', () => {
  it.each([
    [`it is ${SECRET}!`, 'it is [redacted]!'],
    ['it is a "very" sec…', 'it is [redacted]…'],
    ['it is "a \\"very\\" sec…, not a "…', 'it is "[redacted]…, not a "…'],
    [`${'sk-'}live-abc… and ghp_…`, '[redacted]… and [redacted]…'],
    ['AKIA12345… AIza… xoxb-1…', '[redacted]… [redacted]… [redacted]…'],
    ['an ordinary sentence that was cu…', 'an ordinary sentence that was cu…'],
    ['the task-list…', 'the task-list…'],
    ['…', '…'],
    ['a "very…" is no cut of it: a "very"', '[redacted]…" is no cut of it: a "very"'],
  ])('%j is %j', (evidence, clean) => {
    expect(redactEvidence(evidence, redact)).toBe(clean);
  });

  it('tells no more than three letters of a secret, wherever a value is cut', () => {
    const token = 'correct-horse-battery-staple';
    const clean = createRedact([token]);
    fc.assert(
      fc.property(fc.nat(200), (before) => {
        const evidence = redactEvidence(shown(`${'.'.repeat(before)}${token}${'.'.repeat(200)}`), clean);
        expect(evidence).not.toContain(token.slice(0, 4));
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
