import { join, relative } from 'node:path';
import { cellOf } from '../core/cells.ts';
import type { FreshTrial } from '../core/fresh.ts';
import { NO_SKILL } from '../core/schema/arms.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { isTemporary } from '../platform/atomic.ts';
import { namesIn } from '../platform/names-in.ts';
import { agentFolder, evalFolder, iterationOf, type TrialsPlace, type Workspace } from '../store/layout.ts';
import type { Findings } from '../store/verify-findings.ts';
import { readSuiteOfRun } from './suite-of-run.ts';
import { verifyArms } from './verify-arms.ts';
import { verifyCalibration } from './verify-calibration.ts';
import { verifyCertificate, verifyFinal } from './verify-claims.ts';
import { verifyGrading } from './verify-gradings.ts';
import type { RecordedRun } from './verify-records.ts';
import { verifyReproductions } from './verify-reproductions.ts';
import { measurementOf, readStoredTrials, type StoredTrial } from './verify-stored.ts';

/** Checks the trials that belong to no iteration, those in `sealed/` too, and what was computed from them; returns how many gradings there are. */
export async function verifyPasses(
  { workspace, run, evals }: Pick<RecordedRun, 'workspace' | 'run' | 'evals'>,
  findings: Findings,
): Promise<number> {
  const from = run.sealed_sha256 === null ? workspace.version('v0') : workspace.sealedSuite;
  const suite = await findings.attempt(from, () => readSuiteOfRun(workspace, run));
  const open = await readPasses(workspace, openPasses(workspace, evals), findings);
  const sealed = await readPasses(workspace, sealedPasses(workspace, suite?.sealed ?? []), findings);
  for (const { trial } of [...open, ...sealed]) findings.add(await verifyGrading(workspace, trial));
  await verifySealedNames(workspace, run.sealed_sha256 !== null, findings);
  const ground = { workspace, findings };
  await verifyFinal(ground, { evals, trialsOf: trialsIn(open) });
  await verifyCertificate(ground, 'certify', { evals, trialsOf: trialsIn(open) });
  await verifyArms(ground, evals);
  await verifyReproductions(ground, { run, evals });
  await verifyCalibration(ground, { run, evals, trialsOf: storedIn(open) });
  // Without the sealed evals nothing can be said of what they gave.
  if (suite !== null) {
    await verifyCertificate(ground, 'submit', { evals: suite.sealed, trialsOf: trialsIn(sealed) });
  }
  return [...open, ...sealed].filter(({ trial }) => trial.grading !== null).length;
}

/** A folder of passes: what they may be called, and which evals they are of. */
interface PassesPlace {
  readonly root: string;
  readonly purposes: RegExp;
  readonly evals: readonly EvalCase[];
  place(purpose: string, version: string): TrialsPlace;
}

const openPasses = (workspace: Workspace, evals: readonly EvalCase[]): PassesPlace => ({
  root: workspace.passes,
  purposes: /^(final|ceiling|epoch|certify|calibrate|arms|reproduce)-(0|[1-9]\d*)$/,
  evals,
  place: workspace.pass,
});
const sealedPasses = (workspace: Workspace, evals: readonly EvalCase[]): PassesPlace => ({
  root: workspace.sealedPasses,
  purposes: /^submit-1$/,
  evals,
  place: workspace.sealedPass,
});

interface PassTrial {
  readonly purpose: string;
  readonly version: string;
  readonly trial: StoredTrial;
}

/** Every trial of the passes that has ended; what belongs to no pass is named. */
async function readPasses({ root }: Workspace, passes: PassesPlace, findings: Findings): Promise<readonly PassTrial[]> {
  const places = passes.evals.map(({ id }) => cellOf(id));
  const inside = (of: string | null) =>
    places.flatMap(({ evalId, agent }) => (agent === of ? [evalFolder(evalId)] : []));
  const agents = [...new Set(places.flatMap(({ agent }) => agent ?? []))];
  const found: PassTrial[] = [];
  const expected = async (folder: string, isExpected: (name: string) => boolean): Promise<readonly string[]> => {
    const names = await listed(folder);
    const extra = names.filter((name) => !isExpected(name));
    findings.add(extra.map((name) => ({ kind: 'extra', path: relative(root, join(folder, name)) })));
    return names.filter(isExpected);
  };
  for (const purpose of await expected(passes.root, (name) => passes.purposes.test(name))) {
    const isKnown = (name: string) => isTrials(purpose, name) || isRecord(purpose, name);
    const names = await expected(join(passes.root, purpose), isKnown);
    for (const version of names.filter((name) => isTrials(purpose, name))) {
      const place = passes.place(purpose, version);
      const folders = [...inside(null), ...agents.map(agentFolder)];
      await expected(place.dir, (name) => folders.includes(name));
      for (const agent of agents) {
        await expected(join(place.dir, agentFolder(agent)), (name) => inside(agent).includes(name));
      }
      const trials = await readStoredTrials(place, passes.evals, findings);
      const ended = trials.filter(({ record }) => record.outcome !== null);
      found.push(...ended.map((trial) => ({ purpose, version, trial })));
    }
  }
  return found;
}

function isRecord(purpose: string, name: string): boolean {
  if (purpose.startsWith('reproduce-')) return ['request.json', 'reproduction.json'].includes(name);
  return purpose.startsWith('arms-') ? ['request.json', 'arms.json'].includes(name) : name === 'claim.json';
}

/** Of what the trials in a folder of that name are: a version, no skill at all, or an iteration. */
function isTrials(purpose: string, name: string): boolean {
  if (purpose.startsWith('reproduce-')) return /^iteration-(0|[1-9]\d*)$/.test(name);
  return isVersion(name) || (name === NO_SKILL && purpose.startsWith('arms-'));
}

function isVersion(name: string): boolean {
  return iterationOf(name) !== null;
}

async function verifySealedNames({ root, sealed }: Workspace, hasSuite: boolean, findings: Findings): Promise<void> {
  const known = ['blobs', 'canary', 'passes', 'certificate.json', ...(hasSuite ? ['suite'] : [])];
  const unknown = (await listed(sealed)).filter((name) => !known.includes(name));
  findings.add(unknown.map((name) => ({ kind: 'extra', path: relative(root, join(sealed, name)) })));
}

/** Names in a folder, without those of what a killed process left half-written. */
async function listed(folder: string): Promise<readonly string[]> {
  return (await namesIn(folder)).filter((name) => !isTemporary(name) && !name.startsWith('.')).sort();
}

function storedIn(found: readonly PassTrial[]): (purpose: string, version: string) => readonly StoredTrial[] {
  return (purpose, version) =>
    found.flatMap((one) => (one.purpose === purpose && one.version === version ? [one.trial] : []));
}

function trialsIn(found: readonly PassTrial[]): (purpose: string) => readonly FreshTrial[] {
  return (wanted) =>
    found.flatMap(({ purpose, version, trial }) => {
      const measurement = measurementOf(trial);
      const { evalCase, record } = trial;
      if (purpose !== wanted || measurement === null) return [];
      return [{ version, evalId: evalCase.id, trial: record.trial, measurement }];
    });
}
