import type { EvalCase } from '../../src/core/schema/suite.ts';

/** An eval of which only some parts matter. */
export function evalCase(parts: Partial<EvalCase> = {}): EvalCase {
  const settings = { timeoutMs: null, runs: 1, weight: 1, split: null };
  return { id: '1', prompt: 'Do it.', files: [], expectations: [], ...settings, ...parts };
}
