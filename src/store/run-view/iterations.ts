import { z } from 'zod';
import { agentResults } from '../../core/agent-results.ts';
import { countedIn } from '../../core/counted.ts';
import { gradedByEval } from '../../core/marks.ts';
import { flipsBetween } from '../../core/referee/flips.ts';
import type { ViewedFlips, ViewedIteration, ViewedRow, ViewedSpend, ViewedTrial } from '../../core/run-view.ts';
import { type Decision, decisionSchema } from '../../core/schema/decision.ts';
import { type Proposal, proposalSchema } from '../../core/schema/proposal.ts';
import type { Row } from '../../core/schema/row.ts';
import { iterationOf, versionOf, type Workspace } from '../layout.ts';
import { type DecisionsSource, decisionIn, numbersIn, storedRows, viewedDecisions } from './decisions.ts';
import { openDoor } from './door.ts';
import type { ViewedEvents } from './events.ts';
import { viewText } from './text.ts';
import { type TrialsSource, trialsSource, viewedTrials } from './trials.ts';

/** Every iteration of which there is a folder or a row. Each of its records is read by itself. */
export function viewedIterations(source: TrialsSource, events: ViewedEvents): readonly ViewedIteration[] {
  const rows = storedRows(source.door);
  const iterations: ViewedIteration[] = [];
  for (const number of numbersIn(source, rows)) {
    iterations.push(viewedIteration(source, { number, row: rows.get(number) ?? null, events, earlier: iterations }));
  }
  return iterations;
}

/** The row of every iteration that has one, without anything else of it. */
export function viewedRows(source: DecisionsSource): readonly { readonly number: number; readonly row: ViewedRow }[] {
  return viewedDecisions(source).map(({ iteration, row }) => ({ number: iteration, row: viewedRow(row) }));
}

/** One decided iteration of a run of ours and the trials of its parent, without reading the others. */
export function readOneIteration(
  { root }: Workspace,
  number: number,
): { readonly iteration: ViewedIteration; readonly parentTrials: readonly ViewedTrial[] } {
  const source = trialsSource({ door: openDoor(root), foreign: false }, []);
  const iteration = viewedIteration(source, { number, row: null, events: null, earlier: [] });
  const parent = iteration.parent === null ? null : iterationOf(iteration.parent);
  return { iteration, parentTrials: parent === null ? [] : viewedTrials(source, `iteration-${parent}`) };
}

interface Known {
  readonly number: number;
  /** Its row in `results.tsv`. */
  readonly row: Row | null;
  /** null where nobody needs to know more of its calls than its metrics say. */
  readonly events: ViewedEvents | null;
  readonly earlier: readonly ViewedIteration[];
}

function viewedIteration(source: TrialsSource, known: Known): ViewedIteration {
  const { number, events, earlier } = known;
  const dir = `iteration-${number}`;
  const decision = decisionIn(source, known, decisionSchema);
  const proposal = source.door.record(`${dir}/proposal.json`, proposalSchema);
  const metrics = source.door.record(`${dir}/metrics.json`, metricsSchema);
  const row = decision?.row ?? known.row;
  const trials = viewedTrials(source, dir);
  const parent = number === 0 ? null : (proposal?.parent ?? lastKept(earlier));
  const before = earlier.find((one) => versionOf(one.number) === parent)?.trials ?? [];
  const computed = () => flipsBetween(gradedByEval(before), gradedByEval(trials));
  return {
    number,
    row: row === null ? null : viewedRow(row),
    counted: decision === null ? null : countedIn(decision),
    ...agentsOf(decision),
    reason: decision === null ? null : viewText(decision.reason),
    ...toldOf(proposal),
    parent,
    flips: decision === null ? flipsOf(computed(), proposal) : ofDecision(decision),
    unmeasured: decision?.unmeasured ?? [],
    spend: events?.spendOf(number) ?? storedSpend(metrics),
    duration_ms: events?.durationOf(number) ?? null,
    skill_bytes: metrics?.skill_bytes ?? null,
    trials,
  };
}

function agentsOf(decision: Decision | null): Pick<ViewedIteration, 'agents'> {
  const agents = decision === null ? [] : agentResults(decision);
  return agents.length === 0 ? {} : { agents: agents.map((one) => ({ ...one, name: viewText(one.name) })) };
}

const spentSchema = z.object({
  calls: z.number(),
  cost_usd: z.number().nullable(),
  tokens: z.number().nullable(),
  duration_ms: z.number(),
});
const metricsSchema = z.object({
  schema_version: z.literal(1).optional(),
  skill_bytes: z.number().nonnegative().nullable().catch(null),
  spend: z.object({ executor: spentSchema, judge: spentSchema, improver: spentSchema }).nullable().catch(null),
});

/** What the calls used by the iteration's own record. */
function storedSpend(metrics: z.infer<typeof metricsSchema> | null): ViewedSpend | null {
  const roles = metrics?.spend ?? null;
  if (roles === null) return null;
  const called = Object.values(roles).filter(({ calls }) => calls > 0);
  const sum = (pick: (role: (typeof called)[number]) => number | null) =>
    called.reduce<number | null>((total, role) => {
      const value = pick(role);
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    calls: called.reduce((total, { calls }) => total + calls, 0),
    cost_usd: sum(({ cost_usd }) => cost_usd),
    tokens: sum(({ tokens }) => tokens),
    duration_ms: called.reduce((total, { duration_ms }) => total + duration_ms, 0),
    roles,
  };
}

function lastKept(earlier: readonly ViewedIteration[]): string | null {
  const kept = earlier.findLast(({ row }) => row !== null && row.action !== 'reverted');
  return kept === undefined ? null : versionOf(kept.number);
}

function viewedRow({ score, best_score, action, changelog, timestamp }: Row): ViewedRow {
  const number = (cell: string) => (cell === '' ? null : Number(cell));
  return { score: number(score), best_score: number(best_score), action, changelog: viewText(changelog), timestamp };
}

function toldOf(proposal: Proposal | null) {
  return {
    hypothesis: proposal === null || proposal.hypothesis === '' ? null : viewText(proposal.hypothesis),
    angle: proposal?.angle === null || proposal === null ? null : viewText(proposal.angle),
    batch: proposal !== null && proposal.batch.size > 1 ? proposal.batch.first : null,
    files_changed: proposal?.files_changed.map(viewText) ?? [],
  };
}

function flipsOf({ fixed, broken }: Pick<ViewedFlips, 'fixed' | 'broken'>, proposal: Proposal | null): ViewedFlips {
  return { fixed, broken, flaky: [], expected: proposal?.expected_flips.map(viewText) ?? [] };
}

function ofDecision({ flips: { fixed, broken, flaky, expected } }: Decision): ViewedFlips {
  const texts = (ids: readonly string[]) => ids.map(viewText);
  return { fixed: texts(fixed), broken: texts(broken), flaky: texts(flaky), expected: texts(expected) };
}

/** The incumbent's version by what was decided; null before the baseline is. */
export function bestOf(iterations: readonly ViewedIteration[]): string | null {
  return lastKept(iterations);
}
