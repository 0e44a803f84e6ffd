import type { Paint } from './paint.ts';
import { harmless } from './text.ts';

/** One trial as a person wants to see it. Paths are as they shall be shown. */
export interface ShownTrial {
  readonly iteration: number;
  readonly eval_id: string;
  readonly outcome: string | null;
  readonly error: string | null;
  /** null where the suite cannot be read. */
  readonly prompt: string | null;
  readonly expectations: readonly { readonly text: string; readonly passed: boolean; readonly evidence: string }[];
  /** What the grader says of the eval itself. */
  readonly suggestions: readonly string[];
  readonly outputs: readonly string[];
  /** null where there is none. */
  readonly transcript: string | null;
}

/** `show N/EVAL` for people. */
export function renderTrial(shown: ShownTrial, { paint }: { readonly paint: Paint }): string {
  const { expectations, outcome, error, prompt } = shown;
  const passed = expectations.filter((item) => item.passed).length;
  const result =
    expectations.length === 0
      ? `${outcome ?? 'no grading'}, not measured${error === null ? '' : `: ${harmless(error)}`}`
      : `${passed} of ${expectations.length} expectations pass`;
  return [
    paint('bold', `iteration ${shown.iteration}, eval ${harmless(shown.eval_id)}: ${result}`),
    ...(prompt === null ? [] : prompt.split('\n')).map((line) => `  ${paint('cyan', harmless(line))}`),
    ...expectations.flatMap((item) => itemLines(item, paint)),
    ...shown.suggestions.map((text) => `${paint('dim', 'suggested')}  ${harmless(text)}`),
    `${paint('dim', 'outputs')}     ${shown.outputs.length === 0 ? 'none' : shown.outputs.map(harmless).join(', ')}`,
    `${paint('dim', 'transcript')}  ${shown.transcript === null ? 'none' : harmless(shown.transcript)}`,
  ].join('\n');
}

function itemLines({ text, passed, evidence }: ShownTrial['expectations'][number], paint: Paint): readonly string[] {
  const head = passed ? paint('green', `✓ ${harmless(text)}`) : paint('red', `✗ ${harmless(text)}`);
  return evidence === '' ? [head] : [head, `  ${paint('dim', harmless(evidence))}`];
}
