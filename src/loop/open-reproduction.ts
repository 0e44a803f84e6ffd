import { agentsAt } from '../core/epochs.ts';
import { UserError } from '../core/errors.ts';
import { agentsIn, type Limits, type RunRecord } from '../core/schema/run.ts';
import { agentsOf } from './agents-of.ts';
import type { Campaign } from './campaign.ts';
import { limitsIn, openStored, type StoredCast, type StoredOpening } from './open-stored.ts';

export interface ReproductionOpening extends StoredOpening {
  readonly iteration: number;
  /** Who does the tasks and who grades; null: as the run has it. */
  readonly agent: string | null;
  readonly judge: string | null;
  /** Of this start. */
  readonly limits: Partial<Limits>;
}

/** A campaign that measures again, and the run as it is stored. */
export interface OpenReproduction {
  readonly campaign: Campaign;
  readonly stored: RunRecord;
  /** Releases the workspace. */
  close(): Promise<void>;
}

/** Takes a workspace to measure something of it again, by the agents of the run or by others; no epoch begins with that. */
export async function openReproduction(opening: ReproductionOpening): Promise<OpenReproduction> {
  const { campaign, cast, close } = await openStored(opening, (run) => castFor(opening, run));
  return { campaign, stored: cast.stored, close };
}

async function castFor(
  opening: ReproductionOpening,
  stored: RunRecord,
): Promise<StoredCast & { readonly stored: RunRecord }> {
  const asked = specsFor(opening, stored);
  const config = { ...stored.config, ...asked };
  const { agents, further } = agentsOf(opening, config);
  const [executor, judge] = [await agents.executor.identify(), await agents.judge.identify()];
  const others = await Promise.all([...further.values()].map((agent) => agent.identify()));
  // The improver does nothing here, and need not be there any more.
  const { improver } = agentsAt(stored, opening.iteration);
  const identities = { executor, ...(others.length === 0 ? {} : { further: others }), judge, improver };
  return {
    run: { ...stored, config, agents: identities, epochs: [] },
    ...{ agents, further },
    // The budget that a climb has by itself is none of its; what a person asked for holds for the whole run.
    limits: { ...(await limitsIn(opening, stored)), own_budget: false, ...opening.limits },
    stored,
  };
}

/** Nobody stands for several agents: what they measured together is measured again by all of them. */
function refuseOneForAll({ config }: Pick<RunRecord, 'config'>): void {
  const names = agentsIn(config);
  if (names.length < 2) return;
  throw new UserError(
    'usage',
    `This run was measured with ${names.join(' and ')}; no other agent can stand for all of them.`,
    { hint: 'Leave --agent out to measure with them again.' },
  );
}

/** Where nobody chose a judge, whoever does the tasks is the judge: of a reproduction as well. A UserError `usage` for another agent of a run with several. */
export function specsFor(
  { agent, judge }: Pick<ReproductionOpening, 'agent' | 'judge'>,
  { config, origins }: Pick<RunRecord, 'config' | 'origins'>,
): { readonly agent: string; readonly judge: string } {
  if (agent !== null) refuseOneForAll({ config });
  const isOwn = config.judge === config.agent && (origins.judge ?? 'default') === 'default';
  return { agent: agent ?? config.agent, judge: judge ?? (isOwn ? (agent ?? config.judge) : config.judge) };
}
