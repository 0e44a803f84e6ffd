import { type Headline, headlineOf, type Outcome } from '../core/headline.ts';
import type { Decision } from '../core/schema/decision.ts';
import { finalSchema } from '../core/schema/final.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { incumbentAfter } from '../store/run-state.ts';
import type { Door } from '../store/run-view/door.ts';
import { readCertificates, viewedCertificates } from '../store/run-view/measured-apart.ts';

type Decisions = readonly Pick<Decision, 'rule' | 'iteration' | 'decision' | 'row'>[];

/** The headline of a run after these decisions; null where there is nothing to say. */
export async function readHeadline(workspace: Workspace, decisions: Decisions): Promise<Headline | null> {
  const final = await readRecord(workspace.final, finalSchema);
  return headlineAfter(decisions, { final, certificates: readCertificates(workspace) });
}

/** As `readHeadline`, from what can be read. */
export function viewedHeadline(door: Door, decisions: Decisions): Headline | null {
  const final = door.record('final.json', finalSchema);
  return headlineAfter(decisions, { final, certificates: viewedCertificates(door) });
}

function headlineAfter(decisions: Decisions, measured: Pick<Outcome, 'final' | 'certificates'>): Headline | null {
  const last = decisions.at(-1);
  if (last === undefined) return null;
  return headlineOf({ rule: last.rule, best: incumbentAfter(decisions), score: last.row.best_score, ...measured });
}

/** What programs are told of it: what is null was not measured. A certificate is what the result rests on where there is one. */
export function headlineDocument(headline: Headline | null) {
  return {
    final: headline?.type === 'fresh' ? headline.final : null,
    certificate: headline?.certificate ?? null,
  };
}
