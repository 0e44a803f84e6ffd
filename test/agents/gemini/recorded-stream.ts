import { createStreamReader } from '../../../src/agents/gemini/stream.ts';
import { recordingsOf } from '../recorded-stream.ts';

export { EXITED } from '../recorded-stream.ts';

/** Streams of Gemini CLI 0.61.0 against the scripted model server, one per way in which a call can end. */
export const {
  names: RECORDED,
  recorded,
  readLines,
} = recordingsOf('gemini', (onEvent) => {
  const reader = createStreamReader(onEvent);
  return { line: reader.line, facts: reader.end };
});
