import { UserError } from '../core/errors.ts';
import { findingsOf } from '../core/findings/findings.ts';
import type { RunView } from '../core/run-view.ts';
import { formatDiagnostic } from '../core/schema/diagnostic.ts';
import { lintSkill } from '../evals/lint.ts';
import { forkedSentence } from '../report/forked.ts';
import { headlineLines } from '../report/headline.ts';
import { conclusion } from '../report/reproduction.ts';
import { stopText } from '../report/stop-text.ts';
import type { Workspace } from '../store/layout.ts';
import type { PageData } from './page/data.ts';

export interface PageFacts {
  /** Version of this program. */
  readonly program: string;
  readonly remarks: readonly string[];
}

/** What the page shows at its start. */
export function pageData(view: RunView, { program, remarks }: PageFacts): PageData {
  const { headline, state, run } = view;
  const forked = run?.forked_from ?? null;
  const { class: kind, recommendation, gain, red_flags, cost, ...findings } = findingsOf(view);
  const { generalisation, comparisons, directions } = findings;
  const { stop_reason: reason, limits } = state;
  return {
    view,
    findings: { class: kind, recommendation, gain, red_flags, cost, generalisation, comparisons, directions },
    made_at: new Date().toISOString(),
    program,
    said: {
      result: headline === null ? [] : headlineLines(headline),
      stopped: reason === null || limits === null ? null : stopText(reason, limits),
      forked: forked === null ? null : forkedSentence(forked),
      reproduced: Object.fromEntries(view.reproductions.map((one) => [one.number, conclusion(one)])),
    },
    // What lint says may quote the evals, and of those that are set apart nothing is shown.
    remarks: view.evals.some(({ sealed }) => sealed) ? [] : remarks,
    left_out: 0,
  };
}

/** What `lint` says of the evals as the run found them; nothing where they cannot be read. */
export async function remarksOn(workspace: Workspace): Promise<readonly string[]> {
  try {
    const { diagnostics } = await lintSkill(workspace.version('v0'));
    return diagnostics.filter(({ file }) => file.startsWith('evals/')).map(formatDiagnostic);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
