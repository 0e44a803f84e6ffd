import { describe, expect, it } from 'vitest';
import { renderGrading } from '../../src/report/grading-lines.ts';
import { plain } from '../../src/report/paint.ts';
import { grading } from '../core/gradings.ts';
import { BY_TAG, NASTY, NASTY_SHOWN } from './paints.ts';

describe('the grading of an eval', () => {
  it('is a line for each expectation, with the evidence below it', () => {
    expect(renderGrading('links', grading('+-'), { paint: plain })).toBe(
      ['eval links: 1 of 2 expectations pass', '  ✓ statement 1', '    seen +', '  ✗ statement 2', '    seen -'].join(
        '\n',
      ),
    );
  });

  it('is green where it passed and red where it failed', () => {
    const painted = renderGrading('links', grading('+-'), { paint: BY_TAG });
    expect(painted).toContain('<bold>eval links: 1 of 2 expectations pass</bold>');
    expect(painted).toContain('  <green>✓ statement 1</green>\n    <dim>seen +</dim>');
    expect(painted).toContain('  <red>✗ statement 2</red>');
  });

  it('keeps its lines and steers nothing, whatever judge and author wrote', () => {
    const { expectations, ...rest } = grading('+');
    const nasty = { ...rest, expectations: expectations.map((item) => ({ ...item, text: NASTY, evidence: NASTY })) };
    expect(renderGrading(NASTY, nasty, { paint: plain }).split('\n')).toEqual([
      `eval ${NASTY_SHOWN}: 1 of 1 expectations pass`,
      `  ✓ ${NASTY_SHOWN}`,
      `    ${NASTY_SHOWN}`,
    ]);
  });
});
