import { type FreshTrial, finalOf, unmeasuredAmong } from './fresh.ts';
import { type Certificate, certificate, type PairedPass } from './referee/certificate.ts';
import { staysWithTheSkill } from './referee/race/evidence.ts';
import type { CertificateRecord, Claim, Validation } from './schema/certificate.ts';

/** Everything that a certificate is computed from. */
export interface Evidence {
  readonly claim: Claim;
  /** By eval id. */
  readonly weights: ReadonlyMap<string, number>;
  readonly trials: readonly FreshTrial[];
}

/** What the passes so far prove. */
export function certificateOf(evidence: Evidence): Certificate {
  return certificate(passesOf(evidence), evidence.claim);
}

/** The record of an ended certificate; null while there is no verdict. */
export function certificateRecord(evidence: Evidence, validation: Validation | null): CertificateRecord | null {
  const { claim, weights, trials } = evidence;
  const { bets, verdict } = certificateOf(evidence);
  if (verdict === 'go on') return null;
  const fresh = finalOf(claim, weights, trials);
  return {
    ...claim,
    bets: bets.map(({ lambda, logWealth }) => ({ lambda, log_wealth: logWealth })),
    verdict,
    pairs: passesOf(evidence).reduce((sum, pass) => sum + pass.size, 0),
    evals: fresh?.evals.length ?? 0,
    before: fresh?.before ?? null,
    after: fresh?.after ?? null,
    gain: fresh?.gain ?? null,
    interval: fresh?.interval ?? null,
    unmeasured: unmeasuredAmong(trials),
    validation,
  };
}

/** How much better the deciding evals came out than the sealed ones, when that is as much as the claim warns of; else null. */
export function overfit({ gap, after, validation }: CertificateRecord): number | null {
  if (gap === null || after === null || validation === null) return null;
  const found = validation.score - after;
  // 0.9 − 0.8 is a hair less than 0.1.
  return found >= gap - 1e-9 ? found : null;
}

/**
 * By pass, the differences of the evals that were measured with both versions; the heaviest eval counts in full. Where
 * the original finished, an end that stays with the best version counts as 0: a slow edit would win otherwise.
 */
function passesOf({ claim, weights, trials }: Evidence): readonly PairedPass[] {
  const count = Math.max(0, ...trials.map(({ trial }) => trial));
  const heaviest = Math.max(...weights.values());
  const share = (evalId: string) => (heaviest > 0 ? (weights.get(evalId) ?? 0) / heaviest : 1);
  return Array.from({ length: count }, (_, index) => {
    const pass = trials.filter(({ trial }) => trial === index + 1);
    const [before, after] = [scoresIn(pass, claim.original), countedIn(pass, claim.best)];
    return new Map(
      [...before].flatMap(([evalId, score]) => {
        const better = after.get(evalId);
        return better === undefined ? [] : [[evalId, share(evalId) * (better - score)] as const];
      }),
    );
  });
}

function scoresIn(trials: readonly FreshTrial[], version: string): ReadonlyMap<string, number> {
  return new Map(
    trials.flatMap(({ evalId, measurement, ...trial }) =>
      trial.version === version && measurement.outcome === 'graded'
        ? [[evalId, measurement.passed / measurement.total] as const]
        : [],
    ),
  );
}

function countedIn(trials: readonly FreshTrial[], version: string): ReadonlyMap<string, number> {
  const failed = trials.filter((one) => one.version === version && staysWithTheSkill(one.measurement));
  return new Map([...failed.map(({ evalId }) => [evalId, 0] as const), ...scoresIn(trials, version)]);
}
