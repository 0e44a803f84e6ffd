import { relative } from 'node:path';
import type { z } from 'zod';
import type { Difference } from '../core/difference.ts';
import { readRecord } from './records.ts';
import { whyUnreadable } from './unreadable.ts';

/** Differences as a verification comes across them: what it cannot read is one of them, and never the end of it. */
export interface Findings {
  /** Each once, in the order in which they were found. */
  differences(): readonly Difference[];
  add(differences: readonly Difference[]): void;
  /** The record at an absolute path; null when there is none, or none that can be read. */
  read<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema> | null>;
  /** What `work` gives; null when it cannot be done because of what lies at the path. */
  attempt<Result>(path: string, work: () => Promise<Result>): Promise<Result | null>;
}

/** `root` is that of the workspace; differences name their files relative to it. */
export function openFindings(root: string): Findings {
  const found = new Map<string, Difference>();
  const add = (differences: readonly Difference[]): void => {
    for (const difference of differences) found.set(JSON.stringify(difference), difference);
  };
  const attempt = async <Result>(path: string, work: () => Promise<Result>): Promise<Result | null> => {
    try {
      return await work();
    } catch (error) {
      add([{ kind: 'invalid', path: relative(root, path), message: whyUnreadable(path, error) }]);
      return null;
    }
  };
  return {
    differences: () => [...found.values()],
    add,
    read: (path, schema) => attempt(path, () => readRecord(path, schema)),
    attempt,
  };
}
