import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import { exists } from '../platform/exists.ts';
import { foldersIn } from './foreign.ts';
import { AGENT_PREFIX, type TrialPlace, trialAt, type Workspace } from './layout.ts';
import type { SealCheck } from './seal.ts';
import { readTrial } from './trials.ts';

/** A trial of an iteration that is closed, so that nothing of it may change any more. */
export interface SealedTrial {
  readonly workspace: Workspace;
  readonly iteration: number;
  readonly place: TrialPlace;
  readonly record: TrialRecord;
}

/** Every trial of a workspace's closed iterations that can be read, in their order. */
export async function sealedTrials(workspace: Workspace): Promise<readonly SealedTrial[]> {
  const found: SealedTrial[] = [];
  for (let iteration = 0; await exists(workspace.iteration(iteration).dir); iteration += 1) {
    const { dir, seal } = workspace.iteration(iteration);
    if (!(await exists(seal))) continue;
    for (const place of await placesIn(workspace, dir)) {
      const record = await readableTrial(place);
      if (record !== null) found.push({ workspace, iteration, place, record });
    }
  }
  return found;
}

/** Whether the files of a trial are those that its iteration was closed with, as a check of the iteration's seal says. */
export function isAsSealed({ workspace, iteration, place }: SealedTrial, check: SealCheck | null): boolean {
  if (check === null) return false;
  const below = `${relative(workspace.iteration(iteration).dir, place.dir)}/`;
  return ![...check.changed, ...check.missing, ...check.extra].some((path) => path.startsWith(below));
}

/** The trials of the first or only agent, then those of each further one. */
async function placesIn(workspace: Workspace, dir: string): Promise<readonly TrialPlace[]> {
  const agents = (await foldersIn(dir)).filter((name) => name.startsWith(AGENT_PREFIX)).sort();
  const perAgent = ['.', ...agents].map((name) => placesOfAgent(workspace, join(dir, name)));
  return (await Promise.all(perAgent)).flat();
}

/** Trial 1 of each eval, and those that lie in its folder. */
async function placesOfAgent({ blobs }: Workspace, dir: string): Promise<readonly TrialPlace[]> {
  const evals = (await foldersIn(dir)).filter((name) => name.startsWith('eval-')).sort();
  const places = evals.map(async (name) => {
    const further = (await readdir(join(dir, name))).filter((inner) => /^trial-[1-9]\d*$/.test(inner)).sort();
    return [name, ...further.map((inner) => join(name, inner))].map((path) => trialAt(join(dir, path), blobs));
  });
  return (await Promise.all(places)).flat();
}

async function readableTrial(place: TrialPlace): Promise<TrialRecord | null> {
  try {
    return await readTrial(place);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
