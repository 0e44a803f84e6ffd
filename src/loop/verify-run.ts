import { cellsOf } from '../core/cells.ts';
import type { Verification } from '../core/difference.ts';
import { valueDifferences } from '../core/difference.ts';
import type { Decision } from '../core/schema/decision.ts';
import { agentsIn, type RunRecord, runRecordSchema } from '../core/schema/run.ts';
import { type EvalCase, openEvals } from '../core/schema/suite.ts';
import { withSplits } from '../core/splits.ts';
import { loadSuite } from '../evals/suite.ts';
import { exists } from '../platform/exists.ts';
import { lockHolder } from '../platform/lock.ts';
import { readEvents } from '../store/journal.ts';
import { versionOf, type Workspace } from '../store/layout.ts';
import { verifyBlobs } from '../store/used-blobs.ts';
import { verifyEvals } from '../store/verify-evals.ts';
import { type Findings, openFindings } from '../store/verify-findings.ts';
import { verifyRoot } from '../store/verify-root.ts';
import { type Closed, verifySeals } from '../store/verify-seals.ts';
import { verifyVersions } from '../store/verify-versions.ts';
import { verifyBeliefs } from './verify-beliefs.ts';
import { verifyIncumbent, verifyResults, verifyTables } from './verify-derived.ts';
import { readEpochs } from './verify-epochs.ts';
import { verifyForms } from './verify-forms.ts';
import { verifyGrading } from './verify-gradings.ts';
import { verifyIdentity } from './verify-identity.ts';
import { verifyJournal } from './verify-journal.ts';
import { verifyJudgeCalibrations } from './verify-judge-calibrations.ts';
import { verifyPasses } from './verify-passes.ts';
import { type RecordedRun, verifyRecords } from './verify-records.ts';
import { verifyRegrades } from './verify-regrades.ts';
import { replayDecisions } from './verify-replay.ts';
import { verifyState } from './verify-state.ts';
import { readStored, type StoredIteration } from './verify-stored.ts';

/** Recomputes everything that a run of ours left on disk, up to its last closed iteration. Reads only. */
export async function verifyRun(workspace: Workspace): Promise<Verification> {
  const { root } = workspace;
  const findings = openFindings(root);
  const inUse = (await lockHolder(workspace.lock)) !== null;
  const run = await readRun(workspace, findings);
  const closed = await verifySeals(workspace, findings);
  await verifyForms(workspace, closed.sealed, findings);
  if (run !== null) await verifyEvals(workspace, run, findings);
  if (run !== null && closed.sealed.length > 0) await verifyIdentity(workspace, run, findings);
  const v0 = workspace.version('v0');
  const all = (await findings.attempt(v0, () => loadSuite(v0, { allowMissingFiles: true })))?.evals ?? [];
  const evals = run === null ? openEvals(all) : evalsOf(run, all);
  const { iterations, decisions } = await replay({ workspace, run, evals, closed, findings });
  const events = (await findings.attempt(workspace.events, () => readEvents(workspace.events))) ?? [];
  if (run !== null) await verifyIterations({ workspace, run, evals, events }, { iterations, decisions, findings });
  const passGradings = run === null ? 0 : await verifyPasses({ workspace, run, evals }, findings);
  const newGradings = run === null ? 0 : await verifyRegrades({ workspace, evals }, findings);
  const judgeGradings = run === null ? 0 : await verifyJudgeCalibrations({ workspace, evals }, findings);
  const decided = { decisions, open: closed.open, moving: inUse || decisions.length < closed.sealed.length };
  findings.add((await findings.attempt(workspace.results, () => verifyResults(workspace, decided))) ?? []);
  if (run !== null) await verifyTables(workspace, { ...decided, run }, findings);
  await verifyBeliefs(workspace, decided, findings);
  if (!decided.moving) {
    await verifyIncumbent(workspace, decided, findings);
    const recorded = { ...decided, iterations };
    findings.add((await findings.attempt(workspace.events, () => verifyJournal(workspace, recorded))) ?? []);
    await verifyState(workspace, decided, findings);
  }
  const versions = await verifyVersions(workspace, expectedVersions(decisions, closed), findings);
  const leftovers = await verifyRest(workspace, inUse, findings);
  const gradings = iterations.flatMap(({ trials }) => trials.filter(({ grading }) => grading !== null)).length;
  return {
    workspace: root,
    counts: { iterations: decisions.length, versions, gradings: gradings + passGradings + newGradings + judgeGradings },
    differences: findings.differences(),
    unverified: unverifiedIn(closed, decisions),
    leftovers,
  };
}

/** What belongs to no iteration and no version; returns what a killed process left there. */
async function verifyRest(workspace: Workspace, inUse: boolean, findings: Findings): Promise<readonly string[]> {
  const { differences, leftovers } = await verifyRoot(workspace, inUse);
  findings.add(differences);
  const unused = await verifyBlobs(workspace, findings);
  return inUse ? leftovers : [...leftovers, ...unused];
}

/** The evals that agents met, each under each agent. */
function evalsOf({ splits, config }: RunRecord, all: readonly EvalCase[]): readonly EvalCase[] {
  return cellsOf(openEvals(withSplits(all, splits)), agentsIn(config));
}

async function readRun(workspace: Workspace, findings: Findings): Promise<RunRecord | null> {
  if (!(await exists(workspace.run))) findings.add([{ kind: 'missing', path: 'run.json' }]);
  return findings.read(workspace.run, runRecordSchema);
}

interface Replay {
  readonly workspace: Workspace;
  /** null when it cannot be read. */
  readonly run: RunRecord | null;
  readonly evals: readonly EvalCase[];
  readonly closed: Closed;
  readonly findings: Findings;
}

/** The closed iterations up to the first that is not whole, and their decisions as they come out. */
async function replay({ workspace, run, evals, closed, findings }: Replay) {
  const iterations: StoredIteration[] = [];
  for (const [index, number] of closed.sealed.entries()) {
    const stored = await readStored({ workspace, evals }, number, findings);
    if (stored !== null && index === number && iterations.length === number) iterations.push(stored);
  }
  const decisions =
    run === null
      ? []
      : replayDecisions({ config: run.config, evals, epochs: await readEpochs(workspace, run, evals) }, iterations);
  for (const [index, { number, decision }] of iterations.entries()) {
    const computed = decisions[index];
    if (computed !== undefined) {
      findings.add(valueDifferences(`iteration-${number}/decision.json`, decision, computed));
    }
  }
  return { iterations, decisions };
}

interface Replayed {
  readonly iterations: readonly StoredIteration[];
  readonly decisions: readonly Decision[];
  readonly findings: Findings;
}

async function verifyIterations(recorded: RecordedRun, { iterations, decisions, findings }: Replayed): Promise<void> {
  for (const iteration of iterations) {
    for (const trial of iteration.trials) findings.add(await verifyGrading(recorded.workspace, trial));
    if (decisions[iteration.number] === undefined) continue;
    const first = iteration.proposal?.batch.first ?? iteration.number;
    const kept = decisions.findLast((one) => one.iteration < first && one.decision === 'keep');
    const incumbent = kept === undefined ? null : versionOf(kept.iteration);
    await verifyRecords(recorded, iteration, { incumbent, findings });
  }
}

function expectedVersions(decisions: readonly Decision[], { sealed, open }: Closed) {
  const kept = decisions.filter(({ decision }) => decision === 'keep');
  const unknown = [...sealed.slice(decisions.length), ...open];
  return {
    required: [...new Set(['v0', ...kept.map(({ iteration }) => versionOf(iteration))])],
    allowed: unknown.map(versionOf),
  };
}

function unverifiedIn({ sealed }: Closed, decisions: readonly Decision[]): readonly string[] {
  const rest = sealed.slice(decisions.length);
  return rest.length === 0 ? [] : [`decisions of iterations ${rest.join(', ')}: too little before them can be read`];
}
