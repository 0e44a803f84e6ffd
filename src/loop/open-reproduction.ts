import { agentsAt } from '../core/epochs.ts';
import { UserError } from '../core/errors.ts';
import { agentsIn, type Limits, type RunRecord } from '../core/schema/run.ts';
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
  const { createAgent } = opening;
  const asked = specsFor(opening, stored);
  const [executor, judge] = [createAgent(asked.agent), createAgent(asked.judge)];
  const { improver } = agentsAt(stored, opening.iteration);
  const identities = { executor: await executor.identify(), judge: await judge.identify(), improver };
  return {
    run: { ...stored, config: { ...stored.config, ...asked }, agents: identities, epochs: [] },
    agents: { executor, judge, improver: createAgent(stored.config.improver) },
    further: new Map(),
    // The budget that a climb has by itself is none of its; what a person asked for holds for the whole run.
    limits: { ...(await limitsIn(opening, stored)), own_budget: false, ...opening.limits },
    stored,
  };
}

/** An iteration that several agents measured is no measurement of one of them. */
function refuseSeveral({ config }: Pick<RunRecord, 'config'>): void {
  const names = agentsIn(config);
  if (names.length < 2) return;
  throw new UserError(
    'usage',
    `This run was measured with ${names.join(' and ')}; reproduce measures with one agent.`,
    {
      hint: 'To see how much is luck under each of them, use `skillratchet calibrate`.',
    },
  );
}

/** Where nobody chose a judge, whoever does the tasks is the judge: of a reproduction as well. A UserError `usage` for a run with several agents. */
export function specsFor(
  { agent, judge }: Pick<ReproductionOpening, 'agent' | 'judge'>,
  { config, origins }: Pick<RunRecord, 'config' | 'origins'>,
): { readonly agent: string; readonly judge: string } {
  refuseSeveral({ config });
  const isOwn = config.judge === config.agent && (origins.judge ?? 'default') === 'default';
  return { agent: agent ?? config.agent, judge: judge ?? (isOwn ? (agent ?? config.judge) : config.judge) };
}
