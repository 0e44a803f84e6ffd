import pRetry from 'p-retry';

/** What became of one attempt. A throttled one is told to come back later and does not use up a retry. */
export type Attempt<T> =
  | { readonly type: 'done'; readonly value: T }
  | { readonly type: 'failed'; readonly value: T }
  | { readonly type: 'throttled'; readonly value: T; readonly retryAfterMs: number | null };

export interface RetryPolicy {
  /** Further attempts after a failed first one. */
  readonly retries: number;
  /** Milliseconds that all waits for a throttling service may take together; of a wait that it named, the first minute counts. */
  readonly patienceMs: number;
  /** The longest wait that a service may name. */
  readonly longestResetMs: number;
  pause(ms: number): Promise<void>;
}

const FIRST_WAIT_MS = 200;
const FIRST_THROTTLE_MS = 2_000;
const LONGEST_THROTTLE_MS = 60_000;

/** Attempts until one is done, the retries are used up, or patience with a throttling service ends; the last value. */
export async function withRetries<T>(
  policy: RetryPolicy,
  attempt: (number: number) => Promise<Attempt<T>>,
): Promise<T> {
  let waited = 0;
  let throttles = 0;
  const pause = async (wanted: number | null): Promise<void> => {
    const wait = Math.max(FIRST_WAIT_MS, wanted ?? Math.min(LONGEST_THROTTLE_MS, FIRST_THROTTLE_MS * 2 ** throttles));
    throttles += 1;
    waited += wait > policy.longestResetMs ? Number.POSITIVE_INFINITY : Math.min(wait, LONGEST_THROTTLE_MS);
    if (waited <= policy.patienceMs) await policy.pause(wait);
  };
  try {
    return await pRetry(async (number) => settle(await attempt(number)), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: FIRST_WAIT_MS,
      onFailedAttempt: ({ error }) => (isThrottled(error) ? pause(error.attempt.retryAfterMs) : undefined),
      shouldConsumeRetry: ({ error }) => !isThrottled(error),
      shouldRetry: ({ error, retriesConsumed }) =>
        isThrottled(error)
          ? waited <= policy.patienceMs
          : error instanceof AttemptFailed && retriesConsumed < policy.retries,
    });
  } catch (error) {
    if (error instanceof AttemptFailed) return error.attempt.value as T;
    throw error;
  }
}

/** p-retry repeats what throws. */
class AttemptFailed extends Error {
  readonly attempt: Exclude<Attempt<unknown>, { type: 'done' }>;

  constructor(attempt: Exclude<Attempt<unknown>, { type: 'done' }>) {
    super(attempt.type);
    this.attempt = attempt;
  }
}

function settle<T>(attempt: Attempt<T>): T {
  if (attempt.type === 'done') return attempt.value;
  throw new AttemptFailed(attempt);
}

function isThrottled(error: Error): error is AttemptFailed & { attempt: { retryAfterMs: number | null } } {
  return error instanceof AttemptFailed && error.attempt.type === 'throttled';
}
