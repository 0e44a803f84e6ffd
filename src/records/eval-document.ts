import type { EvalCase, InputFile } from '../core/schema/suite.ts';

/** An eval as suites have it. */
export function evalDocument({ id, prompt, files, expectations, weight }: EvalCase) {
  return {
    id,
    prompt,
    ...(files.length === 0 ? {} : { files: files.map(inputDocument) }),
    ...(weight === 1 ? {} : { weight }),
    expectations: expectations.map(({ text, check }) => check ?? text),
  };
}

/** An input of an eval as suites have it. */
export function inputDocument(file: InputFile) {
  return file.type === 'path' ? file.name : { path: file.name, content: file.content };
}
