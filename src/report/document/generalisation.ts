import type { Findings } from '../../core/findings/findings.ts';
import type { Comparison } from '../../core/findings/generalisation.ts';
import { points, signedPoints } from '../text.ts';
import { type Block, paragraph, table } from './block.ts';
import { scoreText } from './cells.ts';

/** Whether the gain carries over to evals that the climb never saw, in a sentence. */
export function generalisationText({ generalisation }: Pick<Findings, 'generalisation'>): string {
  switch (generalisation.type) {
    case 'measured': {
      const { best, evals, alarm } = generalisation;
      const { version, deciding, after, gap } = best;
      const sealed = `${after.toFixed(2)} on ${evals} sealed ${evals === 1 ? 'eval' : 'evals'}`;
      const flag = alarm !== null && gap >= alarm - 1e-9 ? `, a red flag from ${points(alarm)} on` : '';
      return `${version} has ${deciding.toFixed(2)} on the deciding evals and ${sealed}: a gap of ${signedPoints(gap)} points${flag}.`;
    }
    case 'not measured':
      return 'Not measured: submit would tell.';
    case 'not possible':
      return 'Not measured, as no eval was set apart: begin a run with --holdout or --sealed to learn it by submit.';
  }
}

const SOURCES: Readonly<Record<Comparison['source'], string>> = {
  submit: 'sealed evals (submit)',
  certify: 'deciding evals afresh (certify)',
  fresh: 'deciding evals afresh (final passes)',
};

/** The same with every figure that was made twice. */
export function generalisationBlocks(findings: Pick<Findings, 'generalisation' | 'comparisons'>): readonly Block[] {
  const rows = findings.comparisons.map(({ version, source, deciding, after, gap }) => {
    return [version, scoreText(deciding), scoreText(after), signedPoints(gap), SOURCES[source]];
  });
  const head = ['version', 'deciding evals', 'afterwards', 'gap, points', 'afterwards measured on'];
  return [paragraph(generalisationText(findings)), ...table(head, rows)];
}
