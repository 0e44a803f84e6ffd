import type { Redact } from '../../agents/redact.ts';
import { type State, type StopReason, stateSchema } from '../../core/schema/run.ts';
import { markdownOf } from '../../report/document/markdown.ts';
import { runReport } from '../../report/document/run-report.ts';
import { decisionsOf, incumbentOf } from '../../store/run-state.ts';
import { canonicalHash } from '../../store/tree-hash.ts';
import { below, type RecordedRun } from '../recorded-run.ts';
import { readReportSource } from '../report-source.ts';
import { scoresOf } from './iteration-run.ts';
import { paramsIn, tagsOf } from './names.ts';
import { TAGS, type TrackedRun } from './tracked-run.ts';

export interface CampaignOptions {
  readonly redact: Redact;
  /** Whether its report is made and sent: at the end, as it takes longer than everything else. */
  readonly report: boolean;
}

/** The campaign as the run that its iterations belong to, with a point of its curves for each of them. */
export async function campaignRun(recorded: RecordedRun, { redact, report }: CampaignOptions): Promise<TrackedRun> {
  const { run, iterations, workspace, door } = recorded;
  const state = door.record(below(recorded, workspace.state), stateSchema);
  const decisions = decisionsOf({ run, iterations });
  const facts = {
    status: statusOf(state),
    params: paramsIn({ ...run.config, skill: run.skill.name, agents: run.agents }, redact),
    tags: tagsOf(
      {
        [TAGS.run]: run.run_id,
        'skillratchet.skill': run.skill.name,
        'skillratchet.evals_sha256': run.evals_sha256,
        'skillratchet.tree_hash': run.skill.tree_hash,
        best: incumbentOf({ run, iterations }),
        stop_reason: state?.stop_reason ?? null,
      },
      redact,
    ),
    metrics: decisions.flatMap(scoresOf),
  };
  const text = report ? redact(markdownOf(runReport(await readReportSource(workspace)), { figures: null })) : null;
  return {
    ...facts,
    iteration: null,
    name: redact(`${run.skill.name} ${run.run_id}`),
    started: Date.parse(run.created_at),
    ended: facts.status === 'RUNNING' ? null : Date.parse(decisions.at(-1)?.row.timestamp ?? run.created_at),
    artifacts: text === null ? [] : [{ path: 'report.md', read: () => Buffer.from(text) }],
    fingerprint: canonicalHash([facts, text]),
  };
}

const FAILED: readonly StopReason[] = ['agent_unavailable', 'unmeasured', 'errors', 'unpriced'];

function statusOf(state: State | null): TrackedRun['status'] {
  const reason = state?.stop_reason ?? null;
  if (reason === null) return 'RUNNING';
  if (reason === 'user') return 'KILLED';
  return FAILED.includes(reason) ? 'FAILED' : 'FINISHED';
}
