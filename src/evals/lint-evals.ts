import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic } from '../core/schema/diagnostic.ts';
import { type CheckSpec, decidingEvals, type EvalCase, type Expectation, expectationId } from '../core/schema/suite.ts';
import type { SkillFile } from './lint-files.ts';
import { SUITE_FILE } from './suite-problems.ts';
import { TEXT_KEYS } from './suite-schema.ts';

const FEW_EVALS = 5;

/** What makes evals tell little about a skill: too few, given away, or met by any answer. */
export function lintEvals(evals: readonly EvalCase[], files: readonly SkillFile[]): readonly Diagnostic[] {
  const skill = squeezed(files.map(({ text }) => text).join('\n'));
  return [
    ...wholeSuite(evals),
    ...decidingEvals(evals).flatMap((evalCase) => [
      ...tooFew(evalCase),
      ...quotedPrompt(evalCase, skill),
      ...evalCase.expectations.flatMap((expectation) => [
        ...repeated(evalCase, expectation),
        ...trivial(evalCase, expectation),
        ...givenAway(evalCase, expectation, skill),
      ]),
    ]),
  ];
}

function wholeSuite(evals: readonly EvalCase[]): readonly Diagnostic[] {
  const expectations = evals.flatMap((evalCase) => evalCase.expectations);
  if (expectations.length === 0) return [];
  const count = decidingEvals(evals).length;
  const isJudged = expectations.every(({ check }) => check === null);
  return [
    ...(count >= FEW_EVALS
      ? []
      : [remark(null, 'few', `only ${count} of ${FEW_EVALS} evals or more: chance decides much`)]),
    ...(isJudged ? [remark(null, 'all-judged', 'no expectation is a check; checks cost nothing and never waver')] : []),
  ];
}

function tooFew({ id, expectations }: EvalCase): readonly Diagnostic[] {
  if (expectations.length > 1) return [];
  return [remark(id, 'single', 'has one expectation, so it is all or nothing; state what a good answer is made of')];
}

function quotedPrompt({ id, prompt }: EvalCase, skill: string): readonly Diagnostic[] {
  return quotes(skill, prompt) ? [remark(id, 'prompt-in-skill', 'has a prompt that the skill quotes')] : [];
}

function repeated({ id, expectations }: EvalCase, { number, text, check }: Expectation): readonly Diagnostic[] {
  const first = expectations.find(
    (other) =>
      isDeepStrictEqual(withoutTexts(other.check), withoutTexts(check)) &&
      (check !== null || squeezed(other.text) === squeezed(text)),
  );
  if (first === undefined || first.number === number) return [];
  return [remark(expectationId(id, number), 'repeated', `says the same as ${expectationId(id, first.number)}`)];
}

/** A check that says nothing about the agent's work. */
function trivial({ id, files }: EvalCase, { number, check }: Expectation): readonly Diagnostic[] {
  if (check === null) return [];
  const { type, file, pattern } = check;
  const say = (why: string) => [remark(expectationId(id, number), 'trivial', why)];
  const isInput = files.some(({ name }) => name === file);
  if (isInput && type === 'file_exists') return say(`names the input ${file}; unless it is changed, it is no output`);
  if (isInput && type === 'file_not_exists')
    return say(`names the input ${file}, which is no output unless it is changed`);
  if (typeof pattern === 'string' && matchesNothing(pattern))
    return say(`has the pattern ${pattern}, which matches any text`);
  return [];
}

/** Whether a pattern is met by the empty text, and so by every other. */
function matchesNothing(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test('') && !/[\^$]/.test(pattern);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function givenAway(
  { id, prompt }: EvalCase,
  { number, text, check }: Expectation,
  skill: string,
): readonly Diagnostic[] {
  const place = expectationId(id, number);
  const literal = typeof check?.literal === 'string' ? check.literal : '';
  return [
    ...(quotes(squeezed(prompt), text) ? [remark(place, 'in-prompt', 'stands word for word in the prompt')] : []),
    ...(quotes(squeezed(prompt), literal) ? [remark(place, 'in-prompt', 'wants a text that the prompt gives')] : []),
    ...(quotes(skill, text) ? [remark(place, 'in-skill', 'stands word for word in the skill')] : []),
  ];
}

/** Shorter texts are met by chance. */
const QUOTE_LENGTH = 20;

function quotes(text: string, part: string): boolean {
  const wanted = squeezed(part);
  return wanted.length >= QUOTE_LENGTH && text.includes(wanted);
}

function squeezed(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

function withoutTexts(check: CheckSpec | null): object | null {
  const texts: readonly string[] = [...TEXT_KEYS, 'id'];
  return check && Object.fromEntries(Object.entries(check).filter(([key]) => !texts.includes(key)));
}

function remark(place: string | null, rule: string, message: string): Diagnostic {
  return { severity: 'warning', rule: `evals-${rule}`, message, file: SUITE_FILE, place };
}
