import type { EvalCase } from '../core/schema/suite.ts';

/** An eval as suites have it. */
export function evalDocument({ id, prompt, files, expectations, weight }: EvalCase) {
  return {
    id,
    prompt,
    ...(files.length === 0 ? {} : { files }),
    ...(weight === 1 ? {} : { weight }),
    expectations: expectations.map(({ text, check }) => check ?? text),
  };
}
