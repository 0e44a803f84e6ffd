import type { Findings } from '../../core/findings/findings.ts';
import type { RunView } from '../../core/run-view.ts';
import type { FileDiff } from '../file-diff.ts';

/** What a report of a run is made from. */
export interface ReportSource {
  readonly view: RunView;
  readonly findings: Findings;
  /** By `evalId#number`, what a grader said of an expectation that still fails. */
  readonly evidence: ReadonlyMap<string, string>;
  /** What graders say of the evals themselves. */
  readonly suggestions: readonly { readonly eval_id: string; readonly text: string }[];
  /** By iteration, what a kept edit changed; absent where its folders cannot be read. */
  readonly changes: ReadonlyMap<number, readonly FileDiff[]>;
}
