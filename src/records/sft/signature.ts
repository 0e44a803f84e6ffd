import { statSync } from 'node:fs';
import { z } from 'zod';
import { sftAt } from '../../store/artifacts-layout.ts';
import { openDoor } from '../../store/run-view/door.ts';
import { canonicalHash } from '../../store/tree-hash.ts';
import type { RecordedTrial } from '../recorded-run.ts';
import type { SftOptions } from './options.ts';

/** Raised when the same trials give other data. */
const FORM = 1;

const signatureSchema = z.object({ schema_version: z.literal(1), signature: z.string() });

/** What a job's data follows from: the options, and each trial by its records and its trajectory's size and time. */
export function signatureOf(
  trials: readonly RecordedTrial[],
  { status, minPassRate, lfStyle, prose }: SftOptions,
): string {
  const parts = trials.map(({ name, record, grading, place }) => {
    const stat = statSync(place.trajectory, { throwIfNoEntry: false });
    return [name, record, grading, stat === undefined ? null : [stat.size, stat.mtimeMs]];
  });
  return canonicalHash([FORM, { status, minPassRate, lfStyle, prose }, parts]);
}

/** Whether a job's data in a target was made of the same. */
export function isUnchanged(target: string, job: string, signature: string): boolean {
  const { signature: path } = sftAt(`sft_data/${job}`);
  return openDoor(target).record(path, signatureSchema)?.signature === signature;
}
