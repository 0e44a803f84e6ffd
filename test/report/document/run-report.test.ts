import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../src/core/findings/findings.ts';
import type { RunView } from '../../../src/core/run-view.ts';
import { iterationReport } from '../../../src/report/document/iteration-report.ts';
import { markdownOf } from '../../../src/report/document/markdown.ts';
import { runReport } from '../../../src/report/document/run-report.ts';
import { fileDiff } from '../../../src/report/file-diff.ts';
import { fresh, type Step, trialOf, viewOf } from '../../support/views.ts';

const steps: readonly Step[] = [
  { score: 0.25, best: 0.25, action: 'baseline', marks: { a: '+---' } },
  {
    ...{ score: 0.5, best: 0.5, action: 'kept', marks: { a: '++--' }, parent: 'v0', hypothesis: 'It forgets dates.' },
    flips: { fixed: ['a#2'], broken: [], flaky: [], expected: ['a#2'] },
  },
  { score: null, best: 0.5, action: 'reverted', marks: { a: null }, parent: 'v1' },
];
const side = (text: string) => ({ type: 'file' as const, mode: '100644', text, sha256: text });
const changes = [fileDiff('SKILL.md', side('one\n'), side('one\ntwo\n'))];

function reportOn(view: RunView): string {
  const source = {
    ...{ view, findings: findingsOf(view), evidence: new Map([['a#3', 'no date is there']]) },
    ...{ suggestions: [{ eval_id: 'a', text: 'be exact' }], changes: new Map([[1, changes]]) },
  };
  return markdownOf(runReport(source), { figures: 'plots' });
}

describe('the report of a run', () => {
  const text = reportOn(viewOf(steps, fresh('v1', [0.25, 0.5, 0.1])));

  it('says in one sentence what came of it, and then what to do', () => {
    expect(text).toMatch(
      /^# Report on skill\n\n\*\*v1 is better than the original: 0\.25 → 0\.50, \+25 ± 10 points on 2 fresh/,
    );
    expect(text).toContain('| recommendation | apply: fresh passes show a gain |');
    expect(text).toContain('- `skillratchet apply --workspace skill-autoresearch` puts v1 into the skill');
    expect(text).toContain('## Next');
  });

  it('says what a kept edit changed and bought, and what was reverted and why', () => {
    expect(text).toContain(`### v1 (+25.0 points): edit 1

- Because: It forgets dates.
- Changed: SKILL.md +1 -0
- Bought (1)
  - a#2 a says 2
- Foreseen by the improver: a#2`);
    expect(text).toContain('| 2 | – | edit 2 | because of 2 |');
  });

  it('says what still fails, of what kind it is, and what the grader said', () => {
    expect(text).toContain('| a#3 a says 3 | hard | 0 of 1 | 0 of 2 in 2 | no date is there |');
    expect(text).toContain('- A grader suggests for eval a: be exact');
    expect(text).toContain('- Trials: 2 graded, 1 timeout');
  });

  it('says what cannot be said', () => {
    expect(reportOn(viewOf([]))).toContain('**Nothing was measured, so that nothing can be said.**');
    const none = viewOf(steps.slice(0, 1), { problems: [{ path: 'run.json', message: 'is no JSON' }] });
    expect(reportOn(none)).toContain('**Nothing better than the original was found among 0 candidates.**');
    expect(reportOn(none)).toContain('## What could not be read\n\n- run.json is no JSON');
    expect(reportOn(viewOf(steps))).toContain(
      '**v1 is the best of 2 candidates: 0.25 → 0.50, not measured afresh; chance alone moves the difference of two passes by ±',
    );
    expect(reportOn(viewOf(steps, fresh('v1', [0.25, 0.2, 0.1])))).toContain('**v1 is not shown to be better');
  });
});

describe('the report of an iteration', () => {
  const view = viewOf(steps);
  const [baseline, kept, reverted] = view.iterations;
  const report = (iteration: typeof kept) => {
    if (iteration === undefined) throw new Error('there are three iterations');
    const parentTrials = iteration.number === 0 ? [] : [trialOf('a', '+---')];
    const source = { skill: 'skill', evals: view.evals, iteration, parentTrials, changes };
    return markdownOf(iterationReport(source), { figures: null });
  };

  it('says what was tried and why, what came of each eval, how it was decided, and what it took', () => {
    const text = report(kept);
    for (const part of [
      ...['# Iteration 1 of skill: kept', '## Hypothesis\n\nIt forgets dates.', '## Change\n\n- SKILL.md +1 -0'],
      ...['| a | 2/4 | 1/4 |', '## Decision\n\nbecause of 1', '- fixed (1)\n  - a#2 a says 2', '## Cost'],
    ]) {
      expect(text).toContain(part);
    }
  });

  it('says what was not measured, and has no change where there was none', () => {
    expect(report(reverted)).toContain('| a | timeout | 1/4 |');
    expect(report(baseline)).not.toContain('## Change');
  });
});
