import type { Diagnostic } from '../core/schema/diagnostic.ts';
import { decidingEvals, type EvalCase } from '../core/schema/suite.ts';
import { lintExpectation } from './lint-expectations.ts';
import type { SkillFile } from './lint-files.ts';
import { givenAway, quotedPrompt } from './lint-leaks.ts';
import { plainWords, type Remark, remark } from './lint-remarks.ts';
import { SUITE_FILE } from './suite-problems.ts';

const FEW_EVALS = 5;
/** Expectations of one eval above which a judge loses sight of them. */
const MANY_EXPECTATIONS = 30;
/** Checks among the expectations, 0–1, below which most of the score is opinion; said of suites that are large enough. */
const CHECKED = { share: 1 / 4, from: 10 };

/** JSON pointers by what they point to: an eval by its id, an expectation as `evalId#number`. */
export type SuitePlaces = ReadonlyMap<string, string>;

/** What makes evals tell little about a skill: too few, given away, or met by any answer. */
export function lintEvals(
  evals: readonly EvalCase[],
  files: readonly SkillFile[],
  places: SuitePlaces,
): readonly Diagnostic[] {
  const skill = files.map(({ text }) => text).join('\n');
  const remarks = [
    ...wholeSuite(evals),
    ...decidingEvals(evals).flatMap((evalCase) => [
      ...wholeEval(evalCase),
      ...samePrompt(evalCase, evals),
      ...quotedPrompt(evalCase, skill),
      ...evalCase.expectations.flatMap((expectation) => [
        ...lintExpectation(evalCase, expectation),
        ...givenAway(evalCase, expectation, skill),
      ]),
    ]),
  ];
  return remarks.map((one) => diagnosticOf(one, places));
}

/** A remark as it is told, with the JSON pointer of what it is about. */
export function diagnosticOf({ about, severity, rule, message }: Remark, places: SuitePlaces): Diagnostic {
  const place = about === null ? null : (places.get(about) ?? about);
  return { severity, rule: `evals-${rule}`, message, file: SUITE_FILE, place };
}

function wholeSuite(evals: readonly EvalCase[]): readonly Remark[] {
  const expectations = evals.flatMap((evalCase) => evalCase.expectations);
  if (expectations.length === 0) return [];
  const count = decidingEvals(evals).length;
  const checks = expectations.filter(({ check }) => check !== null).length;
  const few = remark(null, 'few', `only ${count} of ${FEW_EVALS} evals or more: chance decides much`);
  return [...(count >= FEW_EVALS ? [] : [few]), ...mostlyJudged(checks, expectations.length)];
}

function mostlyJudged(checks: number, all: number): readonly Remark[] {
  const why = 'checks cost nothing and never waver';
  if (checks === 0) return [remark(null, 'all-judged', `no expectation is a check; ${why}`)];
  if (all < CHECKED.from || checks / all >= CHECKED.share) return [];
  return [remark(null, 'mostly-judged', `only ${checks} of ${all} expectations are checks; ${why}`)];
}

function wholeEval({ id, expectations: { length } }: EvalCase): readonly Remark[] {
  if (length > MANY_EXPECTATIONS) {
    const why = `has ${length} expectations; beyond ${MANY_EXPECTATIONS} a judge loses sight of them: split the eval`;
    return [remark(id, 'many', why)];
  }
  if (length > 1) return [];
  return [remark(id, 'single', 'has one expectation, so it is all or nothing; state what a good answer is made of')];
}

function samePrompt({ id, prompt, files }: EvalCase, evals: readonly EvalCase[]): readonly Remark[] {
  const asked = ({ prompt: text, files: inputs }: Pick<EvalCase, 'prompt' | 'files'>) =>
    JSON.stringify([plainWords(text), inputs]);
  const first = evals.find((other) => asked(other) === asked({ prompt, files }));
  if (first === undefined || first.id === id) return [];
  return [remark(id, 'same-prompt', `asks the same as eval ${first.id}, which then counts twice`)];
}
