import type { CacheHit } from '../core/schema/trial.ts';
import { evidenceFound } from '../core/votes.ts';
import { type FactStyle, wrapped } from './fact-lines.ts';
import { type OutputText, outputLines } from './output-texts.ts';
import type { Paint } from './paint.ts';
import { resultText, type ShownResult } from './show.ts';
import { cellsOf, harmless } from './text.ts';

/** One trial as a person wants to see it. Paths are as they shall be shown. */
export interface ShownTrial {
  readonly iteration: number;
  readonly eval_id: string;
  readonly trial: number;
  /** All trials of the eval, this one among them. */
  readonly trials: readonly ShownResult[];
  readonly outcome: string | null;
  readonly error: string | null;
  /** null for a trial that was run here. */
  readonly reused_from: CacheHit | null;
  /** null where the suite cannot be read. */
  readonly prompt: string | null;
  readonly expectations: readonly ShownExpectation[];
  /** Usable votes of the judge and how far they agree, 0–1; null for a single one. */
  readonly votes: { readonly usable: number; readonly agreement: number } | null;
  /** What the grader says of the eval itself. */
  readonly suggestions: readonly string[];
  readonly outputs: readonly string[];
  /** null where there is none. */
  readonly transcript: string | null;
}

interface ShownExpectation {
  readonly text: string;
  readonly passed: boolean;
  readonly evidence: string;
  /** Whether the evidence of a judge stands in transcript or outputs; null where that is not known. */
  readonly evidence_verified: boolean | null;
}

/** Texts among the outputs of a trial, and the folder in which all of them are. */
export interface TrialTexts {
  readonly folder: string;
  readonly texts: readonly OutputText[];
}

/** `show N/EVAL` and `show N/EVAL/K` for people. */
export function renderTrial(shown: ShownTrial, { folder, texts }: TrialTexts, style: FactStyle): string {
  const { paint, columns } = style;
  const { expectations, outcome, error, prompt, trials } = shown;
  const passed = expectations.filter((item) => item.passed).length;
  const result =
    expectations.length === 0
      ? `${outcome ?? 'no grading'}, not measured${error === null ? '' : `: ${harmless(error)}`}`
      : `${passed} of ${expectations.length} expectations pass`;
  return [
    paint('bold', `${placeOf(shown)}: ${result}`),
    ...(prompt === null ? [] : prompt.split('\n')).flatMap((line) =>
      wrapped(harmless(line), columns - 2).map((part) => `  ${paint('cyan', part)}`),
    ),
    ...expectations.flatMap((item) => itemLines(item, style)),
    ...judgeLines(shown, paint),
    ...shown.suggestions.map((text) => `${paint('dim', 'suggested')}  ${harmless(text)}`),
    ...reusedLines(shown.reused_from, paint),
    `${paint('dim', 'outputs')}     ${shown.outputs.length === 0 ? 'none' : shown.outputs.map(harmless).join(', ')}`,
    ...outputLines(texts, folder, style),
    `${paint('dim', 'transcript')}  ${shown.transcript === null ? 'none' : `${harmless(shown.transcript)} (--transcript shows it)`}`,
    ...(trials.length > 1 ? [`${paint('dim', 'trials')}      ${trialsText(trials, paint)}`] : []),
  ].join('\n');
}

function placeOf({ iteration, eval_id, trial, trials }: ShownTrial): string {
  return `iteration ${iteration}, eval ${harmless(eval_id)}${trials.length > 1 ? `, trial ${trial}` : ''}`;
}

/** "1: 3/4; 2: 4/4" */
function trialsText(trials: readonly ShownResult[], paint: Paint): string {
  return trials.map((one) => `${one.trial}: ${resultText(one, paint)}`).join('; ');
}

function reusedLines(hit: CacheHit | null, paint: Paint): readonly string[] {
  if (hit === null) return [];
  const where = `iteration ${hit.iteration}, eval ${hit.eval_id} of run ${hit.run_id} in ${hit.workspace}`;
  return [`${paint('dim', 'reused')}      from ${harmless(where)}`];
}

/** "evidence    found for 3 of 4 passes; 3 votes agree on 92 %" */
function judgeLines({ expectations, votes }: ShownTrial, paint: Paint): readonly string[] {
  const { passes, found } = evidenceFound(expectations);
  const parts = [
    ...(passes === 0 ? [] : [`found for ${found} of ${passes} passes by the judge`]),
    ...(votes === null ? [] : [`${votes.usable} votes agree on ${Math.round(100 * votes.agreement)} %`]),
  ];
  return parts.length === 0 ? [] : [`${paint('dim', 'evidence')}    ${parts.join('; ')}`];
}

const DOUBT = '(not found in transcript or outputs)';

function itemLines(item: ShownExpectation, { paint, columns }: FactStyle): readonly string[] {
  const { text, passed, evidence, evidence_verified } = item;
  const style = passed ? 'green' : 'red';
  const [first = '', ...more] = wrapped(harmless(text), columns - 2);
  const head = [paint(style, `${passed ? '✓' : '✗'} ${first}`), ...more.map((part) => `  ${paint(style, part)}`)];
  if (evidence === '') return head;
  const parts = wrapped(harmless(evidence), columns - 2);
  const said = parts.map((part) => `  ${paint('dim', part)}`);
  if (!passed || evidence_verified !== false) return [...head, ...said];
  const last = parts.at(-1) ?? '';
  if (cellsOf(last) + DOUBT.length + 3 > columns) return [...head, ...said, `  ${paint('yellow', DOUBT)}`];
  return [...head, ...said.slice(0, -1), `${said.at(-1) ?? ''} ${paint('yellow', DOUBT)}`];
}
