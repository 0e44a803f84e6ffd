import { type CheckSpec, type EvalCase, type Expectation, expectationId } from '../core/schema/suite.ts';
import { isSpec } from './checks/registry.ts';
import { type Remark, remark, squeezed } from './lint-remarks.ts';

/** Characters of a text below which it is met by chance: in a prompt, and in a whole skill. */
const SHORTEST = { prompt: 20, skill: 40 };

/** What an agent is told of an expectation before it begins. */
export function givenAway(
  { id, prompt }: EvalCase,
  { number, text, check }: Expectation,
  skill: string,
): readonly Remark[] {
  const about = expectationId(id, number);
  const wanted = check === null ? [] : wantedBy(check);
  return [
    ...(quotes(prompt, text, SHORTEST.prompt)
      ? [remark(about, 'in-prompt', 'stands word for word in the prompt')]
      : []),
    ...(wanted.some((one) => quotes(prompt, one, SHORTEST.prompt))
      ? [remark(about, 'in-prompt', 'wants a text that the prompt gives')]
      : []),
    ...(quotes(skill, text, SHORTEST.prompt) ? [remark(about, 'in-skill', 'stands word for word in the skill')] : []),
    ...(wanted.some((one) => quotes(skill, one, SHORTEST.skill))
      ? [remark(about, 'in-skill', 'wants a text that the skill gives')]
      : []),
  ];
}

export function quotedPrompt({ id, prompt }: EvalCase, skill: string): readonly Remark[] {
  return quotes(skill, prompt, SHORTEST.prompt)
    ? [remark(id, 'prompt-in-skill', 'has a prompt that the skill quotes')]
    : [];
}

/** The texts that a check, or one inside it, wants to see; what must not be there is none of them. */
function wantedBy(check: CheckSpec): readonly string[] {
  if (check.type === 'not' || /_not_|absent/.test(check.type)) return [];
  const own = [check.literal, check.expected].filter((one) => typeof one === 'string');
  // What a file is compared with is given by its name.
  const texts = check.type === 'equals_file' ? [] : own;
  return [...texts, ...(Array.isArray(check.checks) ? check.checks.filter(isSpec).flatMap(wantedBy) : [])];
}

function quotes(text: string, part: string, shortest: number): boolean {
  const wanted = squeezed(part);
  return wanted.length >= shortest && squeezed(text).includes(wanted);
}
