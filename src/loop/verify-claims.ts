import { relative } from 'node:path';
import { certificateRecord } from '../core/certify.ts';
import { type Difference, valueDifferences } from '../core/difference.ts';
import { type FreshTrial, finalOf, type Versions } from '../core/fresh.ts';
import { type CertificateKind, certificateSchema, claimSchema } from '../core/schema/certificate.ts';
import { finalSchema } from '../core/schema/final.ts';
import { decidingEvals, type EvalCase } from '../core/schema/suite.ts';
import { iterationOf, type Workspace } from '../store/layout.ts';
import { readRunState } from '../store/run-state.ts';
import type { Findings } from '../store/verify-findings.ts';
import { validationOf } from './claim.ts';

interface Ground {
  readonly workspace: Workspace;
  readonly findings: Findings;
}

interface Measured {
  readonly evals: readonly EvalCase[];
  trialsOf(purpose: string): readonly FreshTrial[];
}

/** Checks the headline against the gradings of its passes. */
export async function verifyFinal(ground: Ground, measured: Measured): Promise<void> {
  const { workspace, findings } = ground;
  const stored = await findings.read(workspace.final, finalSchema);
  if (stored === null) return;
  const purpose = `final-${iterationOf(stored.best) ?? 0}`;
  // A pass that was cut short stands in none of its numbers.
  const trials = measured.trialsOf(purpose).filter(({ trial }) => trial <= stored.passes);
  const versions = { original: 'v0', best: stored.best };
  const evals = decidingEvals(measured.evals);
  // Evals that never vary are run in the first pass only.
  const missing = missingTrials(ground, { purpose, versions, evals, passes: 1, trials });
  const computed = finalOf(versions, weightsOf(evals), trials);
  findings.add(missing);
  if (missing.length === 0) findings.add(valueDifferences(relative(workspace.root, workspace.final), stored, computed));
}

/** Checks the newest certificate of a kind against its claim and the gradings of its passes. */
export async function verifyCertificate(
  ground: Ground,
  kind: CertificateKind,
  { evals: all, trialsOf }: Measured,
): Promise<void> {
  const { workspace, findings } = ground;
  const file = kind === 'submit' ? workspace.submission : workspace.certificate;
  const stored = await findings.read(file, certificateSchema);
  const place = workspace.claim(kind, stored?.number ?? 1);
  const found = await findings.read(place, claimSchema);
  if (found === null && stored !== null) findings.add([{ kind: 'missing', path: relative(workspace.root, place) }]);
  if (found === null) return;
  const claim = { ...found, kind, number: stored?.number ?? 1, original: 'v0' };
  findings.add(valueDifferences(relative(workspace.root, place), found, claim));
  const purpose = `${kind}-${claim.number}`;
  const [evals, trials] = [decidingOr(kind, all), trialsOf(purpose)];
  const passes = stored?.bets.length ?? 0;
  const missing = missingTrials(ground, { purpose, versions: claim, evals, passes, trials });
  const validation = kind === 'submit' ? await validationAgain(ground, claim.best) : null;
  const computed = certificateRecord({ claim, weights: weightsOf(evals), trials }, validation);
  findings.add(missing);
  const path = relative(workspace.root, file);
  if (stored === null && computed !== null) findings.add([{ kind: 'missing', path }]);
  if (stored !== null && missing.length === 0) findings.add(valueDifferences(path, stored, computed));
}

function decidingOr(kind: CertificateKind, evals: readonly EvalCase[]): readonly EvalCase[] {
  return kind === 'submit' ? evals : decidingEvals(evals);
}

interface Expected {
  readonly purpose: string;
  readonly versions: Versions;
  readonly evals: readonly EvalCase[];
  /** In each of which every eval is run with both versions. */
  readonly passes: number;
  readonly trials: readonly FreshTrial[];
}

/** The trials of whole passes that are not there, or have no outcome. */
function missingTrials({ workspace }: Ground, expected: Expected): readonly Difference[] {
  const { purpose, versions, evals, passes, trials } = expected;
  const known = new Set(trials.map(({ version, evalId, trial }) => JSON.stringify([version, evalId, trial])));
  const place = purpose.startsWith('submit') ? workspace.sealedPass : workspace.pass;
  const numbers = Array.from({ length: passes }, (_, index) => index + 1);
  return [versions.original, versions.best].flatMap((version) =>
    evals.flatMap(({ id }) =>
      numbers
        .filter((trial) => !known.has(JSON.stringify([version, id, trial])))
        .map((trial): Difference => {
          const { record } = place(purpose, version).trial(id, trial);
          return { kind: 'missing', path: relative(workspace.root, record) };
        }),
    ),
  );
}

async function validationAgain({ workspace, findings }: Ground, best: string) {
  return findings.attempt(workspace.root, async () => validationOf(workspace, await readRunState(workspace), best));
}

function weightsOf(evals: readonly EvalCase[]): ReadonlyMap<string, number> {
  return new Map(evals.map(({ id, weight }) => [id, weight]));
}
