import type { Grading } from '../core/schema/grading.ts';
import type { Paint } from './paint.ts';
import { harmless } from './text.ts';

/** One eval's grading: a line an expectation, with the evidence below it. */
export function renderGrading(evalId: string, grading: Grading, { paint }: { readonly paint: Paint }): string {
  const { passed, total } = grading.summary;
  const items = grading.expectations.map((item) => {
    const head = item.passed ? paint('green', `✓ ${harmless(item.text)}`) : paint('red', `✗ ${harmless(item.text)}`);
    return `  ${head}\n    ${paint('dim', harmless(item.evidence.replaceAll(/\s+/g, ' ')))}`;
  });
  return [paint('bold', `eval ${harmless(evalId)}: ${passed} of ${total} expectations pass`), ...items].join('\n');
}
