import { loadOptional } from '../optional-package.ts';

/** The Vercel AI SDK. */
export type Sdk = typeof import('ai');

/** Loads the AI SDK. Throws a UserError `agent_unavailable` when it is not installed. */
export function loadSdk(): Promise<Sdk> {
  // It would write to the console which settings a model does not know.
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
  return loadOptional('ai', () => import('ai'));
}
