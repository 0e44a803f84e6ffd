import { z } from 'zod';

const bound = z.number().positive().nullable();

/** What all processes of one call together may use; null: as much as they like. */
export const callLimitsSchema = z.strictObject({
  /** Bytes of memory of their own, what they share with others left aside. */
  memory: bound,
  /** How many there may be at a time. */
  processes: bound,
  /** Bytes in the call's work folder and home. */
  scratch: bound,
  /** Milliseconds of processor time. */
  cpu: bound,
});
export type CallLimits = z.infer<typeof callLimitsSchema>;
export type CallLimit = keyof CallLimits;
export const CALL_LIMITS = callLimitsSchema.keyof().options;

/**
 * Far beyond what an agent's work needs, so that only a runaway is ended. Of processes there may be more than the usual
 * 32, as test runners start one for each processor; the time of processors is bounded by that of the call.
 */
export const DEFAULT_CALL_LIMITS: CallLimits = { memory: 4e9, processes: 128, scratch: 1e9, cpu: null };

/** What a call uses; null where that cannot be told. */
export type CallUse = Readonly<Record<CallLimit, number | null>>;

/** A limit that a call went beyond. */
export interface Excess {
  readonly limit: CallLimit;
  readonly allowed: number;
  readonly used: number;
}

/** The first limit that is broken; null when none is. What cannot be told breaks none. */
export function excessOf(limits: CallLimits, use: CallUse): Excess | null {
  for (const limit of CALL_LIMITS) {
    const [allowed, used] = [limits[limit], use[limit]];
    if (allowed !== null && used !== null && used > allowed) return { limit, allowed, used };
  }
  return null;
}

/** `used 5.1 GB of memory, and 4 GB are allowed (--call-limit memory)` */
export function excessText({ limit, allowed, used }: Excess): string {
  return `used ${amountText(limit, used)}${OF[limit]}, and ${amountText(limit, allowed)} are allowed (--call-limit ${limit})`;
}

const OF: Readonly<Record<CallLimit, string>> = {
  memory: ' of memory',
  processes: ' at a time',
  scratch: ' in its folders',
  cpu: ' of processor time',
};

/** An amount in its unit: `4 GB`, `128 processes`, `300 s`. */
export function amountText(limit: CallLimit, amount: number): string {
  if (limit === 'processes') return `${amount} processes`;
  if (limit === 'cpu') return `${Number((amount / 1000).toPrecision(3))} s`;
  const [size, unit] = amount >= 1e9 ? [amount / 1e9, 'GB'] : [amount / 1e6, 'MB'];
  return `${Number(size.toPrecision(3))} ${unit}`;
}
