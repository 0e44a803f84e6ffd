import { estimateIn } from '../core/counted.ts';
import { epochOpenedBy } from '../core/epochs.ts';
import { UserError } from '../core/errors.ts';
import type { Verdict } from '../core/referee/port.ts';
import type { Referee } from '../core/referee/referee.ts';
import type { Decision } from '../core/schema/decision.ts';
import { decidingEvals, runsOf } from '../core/schema/suite.ts';
import { writeJson } from '../platform/atomic.ts';
import type { GitFacts } from '../platform/machine.ts';
import { iterationOf } from '../store/layout.ts';
import { incumbentAfter } from '../store/run-state.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import { applyDecision } from './apply-decision.ts';
import { type Arena, createArena } from './arena.ts';
import type { BatchWork } from './batch-work.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { AGENTS_CHANGED, BUDGET_SPENT, cutIn } from './cut-reasons.ts';
import { decisionOf } from './decide.ts';
import { type Entry, enterBatch } from './enter-batch.ts';
import { refereeOfEpoch } from './epoch-referee.ts';
import { guardEvals } from './guard-evals.ts';
import { isMeasured, measureTrial } from './measure.ts';
import { trialsOf, unmeasuredIn } from './pass-results.ts';
import { putTree } from './put-candidate.ts';
import { recordIteration } from './record-iteration.ts';
import { refereeAtStart, refereeWith } from './referee-of.ts';
import { runBeside, runTeaching } from './run-beside.ts';
import { settleOpenTrials } from './settle-open-trials.ts';
import { sourceFacts } from './source-facts.ts';
import type { Subject } from './subject.ts';
import { tell } from './tell.ts';
import { tellStanding } from './tell-standing.ts';
import { warnOfUse } from './warn-of-guardrails.ts';

/**
 * Proposes, evaluates, decides and applies the decisions, in the order of the iterations. What is there already is
 * kept, what is missing is done. Throws RunHalted when the run must end with iterations open.
 */
export async function runBatch(work: BatchWork): Promise<void> {
  const source = sourceFacts(work.campaign);
  await allOrFirstFailure([source, decideBatch(work, source)]);
}

async function decideBatch(work: BatchWork, source: Promise<GitFacts | null>): Promise<void> {
  const { campaign } = work;
  const decisions = work.earlier.flatMap(({ decision }) => decision ?? []);
  const incumbent = incumbentAfter(decisions);
  await guardEvals(campaign);
  const entries = await enterBatch(work, incumbent);
  const cut = cutReason(campaign, entries);
  const arena = await openArena({ campaign, entries, incumbent, cut }, decisions.at(-1) ?? null);
  for (const entry of entries) {
    const { iteration, proposal, subject } = entry;
    if (proposal === null && iteration.decision === null) await runBeside(campaign, subject);
    const verdict = await verdictOn(arena, entry, { campaign, cut });
    if (verdict.type === 'keep' && iteration.decision === null) await teach(campaign, subject);
    const decision = await decide({ campaign, arena, entry, incumbent, source: await source, verdict });
    decisions.push(decision);
    if (iteration.sealed) continue;
    await applyDecision(campaign, decisions);
    work.reports.add(decision.iteration);
    await announce(campaign, decision);
    tellStanding(campaign, decisions);
    if (proposal === null) await warnOfUse(campaign);
  }
}

interface Ring {
  readonly campaign: Campaign;
  readonly entries: readonly Entry[];
  readonly incumbent: string | null;
  /** Why nothing more may be run for the batch; null when it may. */
  readonly cut: string | null;
}

async function openArena({ campaign, entries, incumbent, cut }: Ring, previous: Decision | null): Promise<Arena> {
  const epoch = epochOpenedBy(campaign.run, entries[0]?.iteration.number ?? 0);
  const isNew = epoch !== null && incumbent !== null;
  const referee = isNew ? await refereeOfEpoch(campaign, epoch, incumbent) : refereeAfter(campaign, previous);
  const subjects = new Map(entries.map(({ arm, subject }) => [arm, subject]));
  const arena = createArena({
    referee,
    stop: campaign.stop,
    freeSlots: campaign.scheduler.free,
    // Nothing is added to an iteration that was decided before a kill.
    speculate: campaign.limits.speculate && entries.every(({ iteration }) => iteration.decision === null),
    async measure(arm, slot) {
      const subject = subjects.get(arm);
      if (subject === undefined) throw new Error(`the referee asks for a trial of the unknown arm ${arm}`);
      if (cut !== null && !(await isMeasured(subject.place, slot))) throw new RunHalted('trials', cut);
      return measureTrial(campaign, subject, slot);
    },
    looked(arm, numbers) {
      const believed = estimateIn({ rule: campaign.run.config.rule, numbers });
      const subject = subjects.get(arm);
      if (subject === undefined || believed === undefined || believed.p_better === null) return;
      const { p_better, evals_seen, evals_total } = believed;
      campaign.emit({ event: 'belief', iteration: subject.iteration, p_better, evals_seen, evals_total });
    },
    /** Of several proposals, `candidate/` is the one that goes on. */
    async alone(arm) {
      const subject = subjects.get(arm);
      if (subject !== undefined && entries.length > 1) await putTree(campaign, subject.tree);
    },
  });
  const evalIds = decidingEvals(campaign.evals).map(({ id }) => id);
  const runs = runsOf(campaign.evals);
  for (const { arm, iteration, proposal, rejected } of entries) {
    if (rejected !== null) continue;
    const purpose = proposal === null ? 'baseline' : 'candidate';
    const blocks = referee.plan({ purpose, evalIds, runs });
    const batch = entries[0]?.iteration.number ?? 0;
    const { shrinks = false, skill_size: size = null } = proposal ?? {};
    arena.open({ id: arm, purpose, iteration: iteration.number, batch, blocks, shrinks, size });
  }
  return arena;
}

function refereeAfter({ run, evals, workspace }: Campaign, previous: Decision | null): Referee {
  if (previous === null) return refereeAtStart(run.config, evals);
  const referee = refereeWith(run.config, evals, previous.standing.after);
  if (referee !== null) return referee;
  const file = workspace.iteration(previous.iteration).decision;
  throw new UserError('invalid_workspace', `${file} /standing/after: is no standing of rule ${run.config.rule}.`, {
    hint: 'The file was changed by hand; restore it from a backup or begin anew with --restart.',
  });
}

/**
 * A batch that was cut and half sealed is judged again from the very trials that there were; so is one that agents of an
 * earlier epoch began, for those of now would be mixed with them.
 */
function cutReason({ run }: Campaign, entries: readonly Entry[]): string | null {
  const known = entries.flatMap(({ iteration }) => iteration.decision?.reason ?? []).map(cutIn);
  const first = entries[0]?.iteration.number ?? 0;
  const isOld = (run.epochs.at(-1)?.from ?? 0) > first;
  return known.find((reason) => reason !== null) ?? (isOld ? AGENTS_CHANGED : null);
}

type Decided = Exclude<Verdict, { type: 'unmeasured' }>;

async function verdictOn(
  arena: Arena,
  { rejected, proposal }: Entry,
  { campaign, cut }: Pick<Ring, 'campaign' | 'cut'>,
): Promise<Decided> {
  if (rejected !== null) return { type: 'drop', reason: rejected, score: null, numbers: {} };
  try {
    return decided(await arena.nextVerdict());
  } catch (error) {
    if (!(error instanceof RunHalted) || proposal === null) throw error;
    if (error.message !== cut && !endsCandidates(campaign, error)) throw error;
    arena.cut(cut ?? BUDGET_SPENT);
    return decided(await arena.nextVerdict());
  }
}

/** Under rule strict a candidate that a cap stops in the middle of its pass waits for a higher cap; rule race has learned from it. */
function endsCandidates({ run }: Campaign, halt: RunHalted): boolean {
  return run.config.rule === 'race' && isCap(halt);
}

function isCap({ stopReason }: RunHalted): boolean {
  return ['trials', 'money', 'tokens', 'time'].includes(stopReason);
}

function decided({ verdict }: { readonly verdict: Verdict }): Decided {
  if (verdict.type === 'unmeasured') throw new RunHalted('unmeasured', `The baseline is ${verdict.reason}.`);
  return verdict;
}

/** A version is kept whether or not the budget also pays for what the improver would learn from it. */
async function teach(campaign: Campaign, subject: Subject): Promise<void> {
  try {
    await runTeaching(campaign, subject);
  } catch (error) {
    if (!(error instanceof RunHalted) || !isCap(error)) throw error;
  }
}

interface DecisionWork {
  readonly campaign: Campaign;
  readonly arena: Arena;
  readonly entry: Entry;
  readonly incumbent: string | null;
  /** Where the skill stood in git as the batch was begun. */
  readonly source: GitFacts | null;
  readonly verdict: Decided;
}

async function decide({ campaign, arena, entry, incumbent, source, verdict }: DecisionWork): Promise<Decision> {
  const { workspace, evals, clock } = campaign;
  const { iteration, proposal, rejected } = entry;
  const place = workspace.iteration(iteration.number);
  const before: Referee = arena.referee();
  if (rejected === null) arena.close(entry.arm);
  if (iteration.decision !== null) return iteration.decision;
  await settleOpenTrials(place, evals);
  const deciding = decidingEvals(evals);
  const trials = await trialsOf(place, evals);
  const decision = decisionOf({
    iteration: iteration.number,
    verdict,
    before,
    after: arena.referee(),
    trials: {
      incumbent: incumbent === null ? [] : await trialsOf(workspace.iteration(iterationOf(incumbent) ?? 0), deciding),
      candidate: trials.filter(({ evalId }) => deciding.some(({ id }) => id === evalId)),
    },
    expected: proposal?.expected_flips ?? [],
    unmeasured: unmeasuredIn(trials.map(({ record }) => record)),
    changelog: proposal?.changelog ?? 'Initial evaluation',
    now: clock.now(),
  });
  await recordIteration(campaign, decision, { trials, git: source });
  await writeJson(place.decision, decision);
  return decision;
}

async function announce(campaign: Campaign, decision: Decision): Promise<void> {
  const { iteration, reason, row } = decision;
  const { score, best_score, action, changelog } = row;
  const counted = estimateIn(decision);
  const told = { iteration, action, reason, score, best_score, changelog };
  await tell(campaign, { event: 'decided', ...told, ...(counted === undefined ? {} : { counted }) });
}
