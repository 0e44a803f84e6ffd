import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../src/core/findings/findings.ts';
import type { RunView } from '../../../src/core/run-view.ts';
import { closingLines } from '../../../src/report/document/closing.ts';
import { generalisationText } from '../../../src/report/document/generalisation.ts';
import { markdownOf } from '../../../src/report/document/markdown.ts';
import { nextCommands, placesOf } from '../../../src/report/document/next.ts';
import { WRITTEN_ANEW, workspaceReadme } from '../../../src/report/document/readme.ts';
import { runReport } from '../../../src/report/document/run-report.ts';
import { certificateOf } from '../../dashboard/view.ts';
import { fresh, type Step, viewOf } from '../../support/views.ts';

const steps: readonly Step[] = [
  { score: 0.3, best: 0.3, action: 'baseline' },
  { score: 0.5, best: 0.5, action: 'kept', angle: 'procedure' },
  { score: 0.6, best: 0.6, action: 'kept', angle: 'clarity' },
  { score: null, best: 0.6, action: 'reverted', angle: 'clarity' },
];
const submit = {
  ...certificateOf('submit', 'improved'),
  ...{ gap: 0.1, validation: { score: 0.8, from: 'estimate' as const } },
};
const sealed = [{ id: 't', split: 'test' as const, weight: 1, sealed: true, expectations: [] }];

function sourceOf(view: RunView) {
  return { view, findings: findingsOf(view), evidence: new Map(), suggestions: [], changes: new Map() };
}
const places = { workspace: 'here/w', skill: 'here/s' };
const closing = (view: RunView, columns = 200) => closingLines(sourceOf(view), { columns, places });
const generalised = (view: RunView) => generalisationText(findingsOf(view));

describe('what is said at the end of a report', () => {
  it('is verdict, ranking, best, generalisation, direction, and what next', () => {
    const lines = closing(viewOf(steps, fresh('v2', [0.3, 0.6, 0.1])));
    expect(lines).toEqual([
      'v2 is better than the original: 0.30 → 0.60, +30 ± 10 points on 2 fresh passes of 0 evals.',
      'Ranking of the iterations:',
      '  1.  2    0.60  kept      edit 2',
      '  2.  1    0.50  kept      edit 1',
      '  3.  0    0.30  baseline  edit 0',
      '  –   3    –     reverted  edit 3',
      'Best overall: v2.',
      expect.stringMatching(/^Generalisation: Not measured, as no eval was set apart/),
      'Direction that brought most: procedure: 1 of 1 kept, +20.0 points.',
      'Recommended: apply (fresh passes show a gain); class climbing.',
      'Next: skillratchet apply --workspace here/w   puts v2 into the skill',
    ]);
  });

  it('fits a terminal, counts what it leaves out, and can be about nothing', () => {
    const many = viewOf([...steps, ...steps.slice(1), ...steps.slice(1)]);
    expect(closing(many)).toContain('  and 5 more');
    expect(closing(many, 24).filter((line) => line.startsWith('  1.'))).toEqual([
      '  1.  2    0.60  kept  …',
      '  1.  5    0.60  kept  …',
      '  1.  8    0.60  kept  …',
    ]);
    expect(closing(viewOf([]))[0]).toBe('Nothing was measured, so that nothing can be said.');
    const problems = Array.from({ length: 5 }, (_, index) => ({ path: `p${index}`, message: 'is torn' }));
    expect(closing(viewOf([], { problems }))).toContain('Not read: 2 more, see the report');
  });
});

describe('whether it generalises', () => {
  it('is told with its gap, which is a red flag from a size on', () => {
    expect(generalised(viewOf(steps, { certificates: [submit] }))).toBe(
      'v2 has 0.80 on the deciding evals and 0.60 on 3 sealed evals: a gap of +20.0 points, a red flag from 10.0 on.',
    );
    const close = { ...submit, validation: { score: 0.65, from: 'fresh' as const } };
    expect(generalised(viewOf(steps, { certificates: [close] }))).toMatch(/a gap of \+5\.0 points\.$/);
    expect(generalised(viewOf(steps, { evals: sealed }))).toBe('Not measured: submit would tell.');
  });

  it('stands in the report beside ranking and directions', () => {
    const text = markdownOf(runReport(sourceOf(viewOf(steps, { certificates: [submit] }))), { figures: null });
    expect(text).toContain('v2 is better than the original: 0.30 → 0.60, +30 points on 3 sealed evals (submit).');
    expect(text).toContain('| 1 | 2 | 0.60 | kept | edit 2 |');
    expect(text).toContain('| clarity | 1 of 2 | +10.0 | +10.0 | +10.0, +10.0, +10.0; 1 not measured |');
    expect(text).toContain('| v2 | 0.80 | 0.60 | +20.0 | sealed evals (submit) |');
  });
});

describe('what comes next', () => {
  const commands = (view: RunView) => nextCommands(view, findingsOf(view)).map(([command]) => command);

  it('is a submit where evals are set apart, and after it no climb goes on', () => {
    const gained = fresh('v2', [0.3, 0.6, 0.1]);
    expect(commands(viewOf(steps, { ...gained, evals: sealed }))).toEqual([
      'skillratchet apply --workspace skill-autoresearch',
      'skillratchet submit --workspace skill-autoresearch',
      'skillratchet improve skill --workspace skill-autoresearch --iterations +5',
    ]);
    expect(commands(viewOf(steps, { certificates: [{ ...submit, gap: null }] }))).toEqual([
      'skillratchet apply --workspace skill-autoresearch',
      'skillratchet improve skill --workspace skill-autoresearch --restart',
    ]);
  });

  it('names the skill as it is reached from beside the workspace', () => {
    const run = (path: string) => ({ ...viewOf(steps), run: { skill: { path } } }) as unknown as RunView;
    expect(placesOf(run('/w/plan'))).toEqual({ workspace: 'skill-autoresearch', skill: 'plan' });
    expect(placesOf(run('/elsewhere/plan')).skill).toBe('/elsewhere/plan');
  });
});

it('the README of a workspace says what came of it, and names the files that it is given', () => {
  const { view, findings } = sourceOf(viewOf(steps, fresh('v2', [0.3, 0.6, 0.1])));
  const text = markdownOf(workspaceReadme(view, findings, [['v2', 'the best version']]), { figures: null });
  expect(text).toMatch(/^# What came of improving skill-autoresearch\n\n\*\*v2 is better than the original/);
  expect(text).toContain('Best overall: v2. Recommended: apply, as fresh passes show a gain; class climbing.');
  for (const title of ['Ranking', 'Directions', 'Does it generalise?', 'Next', 'What lies here']) {
    expect(text).toContain(`## ${title}\n`);
  }
  expect(text).toContain('- `v2` the best version');
  expect(text).toContain(WRITTEN_ANEW);
});
