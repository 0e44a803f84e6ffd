import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { jobOf, type RecordedRun, type RecordedTrial } from '../recorded-run.ts';

const shareSchema = z.coerce.number().min(0).max(1);

const flagsSchema = z.object({
  job: z.string().default('all'),
  status: z.enum(['resolved', 'unresolved', 'all']).optional(),
  minPassRate: shareSchema.optional(),
  lfStyle: z.enum(['sharegpt', 'messages']).default('sharegpt'),
  prose: z.enum(['think', 'drop']).default('think'),
  skipUnchanged: z.boolean().default(false),
});

export interface SftOptions {
  readonly job: string;
  readonly status: 'resolved' | 'unresolved' | 'all';
  /** 0–1. */
  readonly minPassRate: number;
  readonly lfStyle: 'sharegpt' | 'messages';
  readonly prose: 'think' | 'drop';
  readonly skipUnchanged: boolean;
}

/** What was asked for; who names a pass rate means all trials that reach it. A UserError `usage` names what cannot be meant. */
export function sftOptions(given: Readonly<Record<string, unknown>>): SftOptions {
  const parsed = flagsSchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const value = JSON.stringify(given[String(issue?.path[0])]);
    throw new UserError('usage', `${value} is no --${flagOf(String(issue?.path[0]))}: ${issue?.message}.`, {
      hint: 'See `skillratchet export sft --help`.',
    });
  }
  const { status, minPassRate, ...rest } = parsed.data;
  return { ...rest, status: status ?? (minPassRate === undefined ? 'resolved' : 'all'), minPassRate: minPassRate ?? 0 };
}

/** The iterations that `--job` means; with "latest" the last one that was decided. A UserError `usage` when there is none. */
export function iterationsOf(recorded: RecordedRun, job: string): readonly number[] {
  const numbers = recorded.iterations.map(({ number }) => number);
  if (job === 'all') return numbers;
  if (job === 'latest')
    return recorded.iterations
      .filter(({ decision }) => decision !== null)
      .slice(-1)
      .map(({ number }) => number);
  const found = numbers.filter((number) => job === String(number) || job === jobOf(recorded, number));
  if (found.length > 0) return found;
  throw new UserError('usage', `There is no job ${JSON.stringify(job)}.`, {
    hint:
      numbers.length === 0
        ? 'Nothing was measured yet.'
        : `There are ${numbers.map((number) => jobOf(recorded, number)).join(', ')}.`,
  });
}

/** Whether a graded trial is asked for. */
export function isWanted({ grading }: RecordedTrial, { status, minPassRate }: SftOptions): boolean {
  if (grading === null) return false;
  const { pass_rate, failed } = grading.summary;
  const hasStatus = status === 'all' || (failed === 0) === (status === 'resolved');
  return hasStatus && pass_rate >= minPassRate;
}

function flagOf(attribute: string): string {
  return attribute.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
