import type { ErrorKind } from '../core/schema/trial.ts';

/** What an HTTP status of a model service says about the call; null where it says nothing of its own, such as 400. */
export function kindOfStatus(status: number | null): ErrorKind | null {
  if (status === null) return null;
  if (status === 401 || status === 403 || status === 404) return 'auth';
  if (status === 429) return 'rate_limit';
  return status === 408 || status >= 500 ? 'overload' : null;
}
