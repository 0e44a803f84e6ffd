import { UserError } from '../core/errors.ts';
import {
  type CertificateKind,
  type Claim,
  certificateSchema,
  claimSchema,
  type Validation,
} from '../core/schema/certificate.ts';
import { finalSchema } from '../core/schema/final.ts';
import type { ForkedFrom } from '../core/schema/forked-from.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { decidingEvals, type EvalCase } from '../core/schema/suite.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { decisionsOf, incumbentOf, type RunState, readRunState } from '../store/run-state.ts';
import { checkSnapshot, readManifest } from '../store/snapshot.ts';
import { type RunSuite, readSuiteOfRun } from './suite-of-run.ts';

/** What a person asks for; null: as it was begun, else the default. */
export interface ClaimRequest {
  readonly kind: CertificateKind;
  readonly alpha: number | null;
  /** Most passes of both versions. */
  readonly passes: number | null;
  readonly gap: number | null;
}

/** A claim that can be tried to be shown. */
export interface ClaimPlan {
  readonly claim: Claim;
  /** Those of its passes. */
  readonly evals: readonly EvalCase[];
  readonly suiteRootOf: RunSuite['rootOf'];
  /** What the deciding evals said of the original and of the best version. */
  readonly scores: readonly number[];
  readonly validation: Validation;
}

const DEFAULTS = { alpha: 0.05, passes: 6, gap: 0.1 };
/** Pairs without which a certificate can say nothing. */
const FEWEST_PAIRS = 6;

/**
 * What a certificate of a run would be about, or goes on with after an interrupt. Reads only. Throws a UserError
 * `refused` where there is nothing to claim, and `invalid_workspace` where a version or a sealed eval is not what it was.
 */
export async function planClaim(workspace: Workspace, request: ClaimRequest): Promise<ClaimPlan> {
  const state = await readRunState(workspace);
  const { run } = state;
  if (run === null) throw nothingToClaim(`${workspace.root} holds no run of skillratchet.`);
  if (request.kind === 'submit') await refuseSecond(workspace, run);
  const best = incumbentOf(state);
  if (best === null || best === 'v0') throw nothingToClaim('No edit was kept: the best version is the original.');
  const suite = await readSuiteOfRun(workspace, run);
  const evals = request.kind === 'submit' ? suite.sealed : decidingEvals(suite.open);
  if (evals.length === 0) throw noTestEvals();
  const claim = await claimFor(workspace, request, best);
  if (evals.length * claim.affordable < FEWEST_PAIRS) throw tooFew(evals.length, claim.affordable);
  for (const version of ['v0', best]) {
    await checkSnapshot(workspace.version(version), await readManifest(workspace.manifest(version)));
  }
  const validation = await validationOf(workspace, state, best);
  const baseline = Number(decisionsOf(state)[0]?.row.best_score ?? 0);
  return { claim, evals, suiteRootOf: suite.rootOf, scores: [baseline, validation.score], validation };
}

async function refuseSecond(workspace: Workspace, { forked_from, splits }: RunRecord): Promise<void> {
  if (forked_from?.submitted && Object.values(splits).includes('test')) throw scoredBefore(forked_from);
  const done = await readRecord(workspace.submission, certificateSchema);
  if (done === null) return;
  throw new UserError('refused', `This run was submitted already: ${done.verdict}. The sealed evals are scored once.`, {
    hint: `The result is in ${workspace.submission}.`,
  });
}

function scoredBefore({ workspace }: ForkedFrom): UserError {
  return new UserError('refused', `The sealed evals were scored before this run was forked from ${workspace}.`, {
    hint: 'They are scored once; `skillratchet certify` needs none.',
  });
}

/** The claim that was begun and never ended, where it is the same; else the next. */
async function claimFor(workspace: Workspace, request: ClaimRequest, best: string): Promise<Claim> {
  const { kind } = request;
  const last = kind === 'certify' ? await readRecord(workspace.certificate, certificateSchema) : null;
  for (let number = (last?.number ?? 0) + 1; ; number += 1) {
    const begun = await readRecord(workspace.claim(kind, number), claimSchema);
    if (begun === null) return newClaim(request, best, number);
    if (begun.best === best && isSame(begun, request)) return begun;
    if (kind === 'submit') throw otherwise(begun);
  }
}

function newClaim({ kind, alpha, passes, gap }: ClaimRequest, best: string, number: number): Claim {
  return {
    schema_version: 1,
    ...{ kind, number, original: 'v0', best },
    alpha: alpha ?? DEFAULTS.alpha,
    affordable: passes ?? DEFAULTS.passes,
    gap: kind === 'submit' ? (gap ?? DEFAULTS.gap) : null,
  };
}

function isSame(begun: Claim, { alpha, passes, gap }: ClaimRequest): boolean {
  return (
    (alpha ?? begun.alpha) === begun.alpha &&
    (passes ?? begun.affordable) === begun.affordable &&
    (gap ?? begun.gap) === begun.gap
  );
}

/** What the deciding evals say of the best version: its final passes, else the estimate that steered the climb. */
export async function validationOf(workspace: Workspace, state: RunState, best: string): Promise<Validation> {
  const final = await readRecord(workspace.final, finalSchema);
  if (final?.best === best) return { score: final.after, from: 'fresh' };
  return { score: Number(decisionsOf(state).at(-1)?.row.best_score ?? 0), from: 'estimate' };
}

function otherwise({ best, alpha, affordable, gap }: Claim): UserError {
  const flags = `--alpha ${alpha} --passes ${affordable} --gap ${gap}`;
  return new UserError('refused', `The submit was begun for ${best} with ${flags}; it cannot go on otherwise.`, {
    hint: 'Run `skillratchet submit` without these flags.',
  });
}

function tooFew(evals: number, passes: number): UserError {
  const [a, b] = [`${evals} ${evals === 1 ? 'eval' : 'evals'}`, `${passes} ${passes === 1 ? 'pass' : 'passes'}`];
  return nothingToClaim(`${a} in ${b} are fewer than ${FEWEST_PAIRS} pairs.`, 'Raise --passes, or write more evals.');
}

function noTestEvals(): UserError {
  const how = 'Begin a run with --holdout 0.25 or --sealed FILE, or give evals "split": "test".';
  return nothingToClaim('No eval was set apart for test.', `${how} \`skillratchet certify\` needs none.`);
}

function nothingToClaim(reason: string, hint = 'Improve the skill first.'): UserError {
  return new UserError('refused', `There is nothing to claim. ${reason}`, { hint });
}
