import { relative } from 'node:path';
import type { Canaries } from '../core/canary.ts';
import { loadSuite } from '../evals/suite.ts';
import { canaryOf, plantCanary } from '../store/canary.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';

/** Makes sure that the run's own canary stands where it must, and returns it with those of the suite and of `--sealed`. */
export async function openCanaries(
  campaign: Pick<Campaign, 'workspace' | 'run' | 'journal' | 'clock' | 'emit'>,
  ofSuite: string | null,
): Promise<Canaries> {
  const { workspace, run } = campaign;
  for (const path of await plantCanary(workspace, run)) {
    const message = `canary_changed: ${relative(workspace.root, path)} was changed and is put back`;
    await tell(campaign, { event: 'warning', message });
  }
  const sealed =
    run.sealed_sha256 === null ? null : (await loadSuite(workspace.sealedSuite, { allowMissingFiles: true })).canary;
  return { own: canaryOf(run), stated: [ofSuite, sealed].flatMap((canary) => canary ?? []) };
}
