import { isDeepStrictEqual } from 'node:util';
import { type CheckSpec, type EvalCase, type Expectation, expectationId } from '../core/schema/suite.ts';
import { isSpec } from './checks/registry.ts';
import { fault, plainWords, type Remark, remark } from './lint-remarks.ts';
import { TEXT_KEYS } from './suite-schema.ts';

/** What makes one expectation tell nothing: it is there twice, or it comes out the same whatever an agent does. */
export function lintExpectation(evalCase: EvalCase, expectation: Expectation): readonly Remark[] {
  const { check } = expectation;
  return [
    ...repeated(evalCase, expectation),
    ...(check === null ? vague(evalCase, expectation) : trivial(evalCase, expectation, check)),
    ...(check === null ? [] : unreachable(evalCase, expectation, check)),
  ];
}

function repeated({ id, expectations }: EvalCase, { number, text, check }: Expectation): readonly Remark[] {
  const first = expectations.find(
    (other) =>
      isDeepStrictEqual(withoutTexts(other.check), withoutTexts(check)) &&
      (check !== null || plainWords(other.text) === plainWords(text)),
  );
  if (first === undefined || first.number === number) return [];
  return [remark(expectationId(id, number), 'repeated', `says the same as ${expectationId(id, first.number)}`)];
}

const SUBJECT = '(it|this|everything|(your |their )?(agent|assistant|model|task|work|output|response|answer|result)s?)';
const EMPTY_PRAISE =
  '((is|are|was|were|looks?|seems?) )?(well )?(done|complete|completed|correct|good|fine|ok|okay|helpful)';
const MERE_PRESENCE =
  '(is|are|was|were) (produced|generated|provided|given|made|there)|responds|answers|replies|exists?';
const VAGUE = new RegExp(`^${SUBJECT} (${EMPTY_PRAISE}|${MERE_PRESENCE})$`);

/** A sentence that any answer meets. */
function vague({ id }: EvalCase, { number, text }: Expectation): readonly Remark[] {
  if (!VAGUE.test(plainWords(text))) return [];
  return [remark(expectationId(id, number), 'trivial', 'is met by any answer; say what a good one has')];
}

/** A check that says nothing about the agent's work. */
function trivial({ id, files }: EvalCase, { number }: Expectation, check: CheckSpec): readonly Remark[] {
  const { type, file, pattern } = check;
  const say = (why: string) => [remark(expectationId(id, number), 'trivial', why)];
  const isInput = files.some(({ name }) => name === file);
  if (isInput && type === 'file_exists') return say(`names the input ${file}; unless it is changed, it is no output`);
  if (isInput && type === 'file_not_exists')
    return say(`names the input ${file}, which is no output unless it is changed`);
  if (typeof pattern === 'string' && matchesNothing(pattern))
    return say(`has the pattern ${pattern}, which matches any text`);
  if (['file_count', 'json_field_count'].includes(type) && check.op === 'gte' && check.expected === 0)
    return say('wants 0 or more, and no number is below that');
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

/** A check about a file that nobody could have made, or one inside it. */
function unreachable({ id, prompt }: EvalCase, { number }: Expectation, check: CheckSpec): readonly Remark[] {
  const about = expectationId(id, number);
  return filesIn(check).flatMap((file) => {
    if (/^(\.\/)*\.git(\/|$)/.test(file))
      return [fault(about, 'unreachable', `names ${file}, and what is in .git is no output`)];
    if (file.endsWith('/')) return [fault(about, 'unreachable', `names the folder ${file}, and outputs are files`)];
    if (/^(\.\/)*outputs\//.test(file) && !prompt.includes('outputs'))
      return [remark(about, 'unreachable', `names ${file}; names are relative to the outputs, without that folder`)];
    return [];
  });
}

function filesIn(check: CheckSpec): readonly string[] {
  const own = [check.file, check.glob].filter((one) => typeof one === 'string');
  const inner = [check.check, ...(Array.isArray(check.checks) ? check.checks : [])];
  return [...own, ...inner.filter(isSpec).flatMap(filesIn)];
}

function withoutTexts(check: CheckSpec | null): object | null {
  const texts: readonly string[] = [...TEXT_KEYS, 'id'];
  return check && Object.fromEntries(Object.entries(check).filter(([key]) => !texts.includes(key)));
}
