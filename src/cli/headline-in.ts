import { type Headline, headlineOf } from '../core/headline.ts';
import type { Decision } from '../core/schema/decision.ts';
import { finalSchema } from '../core/schema/final.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { incumbentAfter } from '../store/run-state.ts';
import { readCertificates } from '../store/run-view/measured-apart.ts';

/** The headline of a run after these decisions; null where there is nothing to say. */
export async function readHeadline(
  workspace: Workspace,
  decisions: readonly Pick<Decision, 'rule' | 'iteration' | 'decision' | 'row'>[],
): Promise<Headline | null> {
  const last = decisions.at(-1);
  if (last === undefined) return null;
  return headlineOf({
    ...{ rule: last.rule, best: incumbentAfter(decisions), score: last.row.best_score },
    final: await readRecord(workspace.final, finalSchema),
    certificates: readCertificates(workspace),
  });
}

/** What programs are told of it: what is null was not measured. A certificate is what the result rests on where there is one. */
export function headlineDocument(headline: Headline | null) {
  return {
    final: headline?.type === 'fresh' ? headline.final : null,
    certificate: headline?.certificate ?? null,
  };
}
