import { mkdir } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { capReached } from '../core/budget.ts';
import { factsByName } from '../core/environment-facts.ts';
import { agentsAt } from '../core/epochs.ts';
import {
  type ReproductionRecord,
  type ReproductionRequest,
  reproductionRequestSchema,
} from '../core/schema/reproduction.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { timestamp } from '../core/timestamp.ts';
import { writeJson } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { machineFacts } from '../platform/machine.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { readGrading } from '../store/trials.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { isMeasured, measureTrial } from './measure.ts';
import { planReproduction, type RecordedTrial, type Reproducible } from './plan-reproduction.ts';
import { readReproduction, reproductionsIn } from './read-reproduction.ts';
import type { Subject } from './subject.ts';
import { tell } from './tell.ts';
import { gradingKey, trialKeyAhead } from './trial-key.ts';

/**
 * Measures a closed iteration again: the same trials of the same skill with the frozen evals and settings, each call with
 * the seed that it had, so that an agent which follows its seed gives the same score. What comes out is kept in
 * `passes/reproduce-K/`; it steers nothing and changes nothing that was recorded. An interrupted one is gone on with.
 * `stored` is the run as it is recorded; that of the campaign has the agents of this start. Throws as `planReproduction`,
 * and RunHalted when it must wait, or before the first call when a cap leaves no room for all trials.
 */
export async function reproduce(
  campaign: Campaign,
  { stored, iteration }: { readonly stored: RunRecord; readonly iteration: number },
): Promise<ReproductionRecord> {
  const { workspace, evals } = campaign;
  const plan = await planReproduction({ workspace, evals, run: stored }, iteration);
  const request = await requestFor(campaign, stored, plan);
  const place = workspace.reproduction(request.number);
  const subject: Subject = {
    ...{ iteration, tree: plan.tree, treeHash: plan.treeHash, installed: true },
    purpose: `reproduce-${request.number}`,
    seedPurpose: 'iteration',
    place: place.trials(iteration),
  };
  const slots = request.trials.map(({ eval_id: evalId, trial }) => ({ evalId, trial }));
  await refuseTooMany(campaign, await unmeasured(subject, slots));
  await mkdir(place.dir, { recursive: true });
  if (!(await exists(place.request))) await writeJson(place.request, request);
  await tell(campaign, { event: 'pass_started', purpose: subject.purpose, pass: 1, trials: slots.length });
  await allOrFirstFailure(slots.map((slot) => measureTrial(campaign, subject, slot)));
  const record = await readReproduction({ workspace, evals, run: stored }, request);
  await writeJson(place.record, record);
  return record;
}

type Slots = readonly Parameters<typeof measureTrial>[2][];

async function unmeasured({ place }: Subject, slots: Slots): Promise<number> {
  const there = await Promise.all(slots.map((slot) => isMeasured(place, slot)));
  return there.filter((one) => !one).length;
}

/** A part of the trials would say little, so that none is begun where not all can be run. */
async function refuseTooMany({ bounds, journal }: Campaign, trials: number): Promise<void> {
  const cap = trials === 0 ? null : capReached(bounds.whole, journal.tally(), { role: 'executor', trials });
  if (cap === null) return;
  const needed = trials === 1 ? '1 trial is' : `${trials} trials are`;
  throw new RunHalted(cap, `${needed} to be run, and the run's cap on ${cap} leaves no room for that.`);
}

/** The reproduction that was begun and never ended, where it is the same; else the next. */
async function requestFor(campaign: Campaign, stored: RunRecord, plan: Reproducible): Promise<ReproductionRequest> {
  const { workspace, run, clock, programVersion, sandbox } = campaign;
  const known = await reproductionsIn(workspace);
  const asked = {
    iteration: plan.iteration,
    executor: { spec: run.config.agent, identity: run.agents.executor },
    ...furtherOf(run),
    judge: { spec: run.config.judge, identity: run.agents.judge },
  };
  for (const number of known) {
    const begun = await unfinished(workspace, number);
    if (begun === null) continue;
    const { iteration, executor, further, judge } = begun;
    const same = { iteration, executor, ...(further === undefined ? {} : { further }), judge };
    if (isDeepStrictEqual(same, asked)) return begun;
  }
  const machine = { ...machineFacts(), skillratchet: programVersion, sandbox: sandbox.name };
  return {
    schema_version: 1,
    number: (known.at(-1) ?? 0) + 1,
    ...asked,
    tree_hash: plan.treeHash,
    trials: plan.trials.map(({ evalCase, record }) => ({ eval_id: evalCase.id, trial: record.trial })),
    environment: factsByName({ ...machine, agents: run.agents }),
    given: await givenOtherwise(campaign, stored, plan),
    started_at: timestamp(clock.now()),
  };
}

/** The executors after the first as they were asked for; nothing in a run with one. */
function furtherOf({ config, agents: { further } }: RunRecord): Pick<ReproductionRequest, 'further'> {
  if (further === undefined) return {};
  return { further: further.map((identity, index) => ({ spec: config.further_agents[index] ?? '', identity })) };
}

async function unfinished(workspace: Workspace, number: number): Promise<ReproductionRequest | null> {
  const place = workspace.reproduction(number);
  return (await exists(place.record)) ? null : readRecord(place.request, reproductionRequestSchema);
}

/**
 * Where the recorded agents would be given something else today than they were: another form of the task or of the
 * question, other input files, other variables that are let through. The first trial of each eval tells.
 */
async function givenOtherwise(
  campaign: Campaign,
  stored: RunRecord,
  plan: Reproducible,
): Promise<ReproductionRequest['given']> {
  const run = { ...stored, agents: agentsAt(stored, plan.iteration), epochs: [] };
  const firsts = plan.trials.filter(
    ({ evalCase }, index) => plan.trials.findIndex((one) => one.evalCase.id === evalCase.id) === index,
  );
  const others = await Promise.all(firsts.map((first) => otherwiseIn({ ...campaign, run }, plan, first)));
  return others.flat();
}

async function otherwiseIn(
  campaign: Campaign,
  { iteration, tree, treeHash }: Reproducible,
  { evalCase, place, record }: RecordedTrial,
): Promise<ReproductionRequest['given']> {
  const as = {
    iteration,
    tree,
    treeHash,
    installed: true,
    purpose: 'iteration',
    place: campaign.workspace.iteration(iteration),
  };
  const part = { campaign, subject: as, evalCase, trial: record.trial };
  const grading = record.outcome === 'graded' ? await readGrading(place) : null;
  const keys = [
    { role: 'executor', recorded: record.key, now: await trialKeyAhead(part) },
    { role: 'judge', recorded: grading?.key ?? null, now: await gradingKey(part, record.key) },
  ] as const;
  return keys.flatMap(({ role, recorded, now }) =>
    recorded === null || recorded === now ? [] : [{ eval_id: evalCase.id, role, recorded, now }],
  );
}
