import type { Referee } from '../core/referee/referee.ts';
import { decidingEvals, runsOf } from '../core/schema/suite.ts';
import { iterationOf } from '../store/layout.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { measureTrial } from './measure.ts';
import { type Measured, refereeAfterPass } from './referee-of.ts';
import { passOf } from './subject.ts';

/** The referee of a new epoch: what it believes of the incumbent comes from one fresh pass by the agents of now. */
export async function refereeOfEpoch(campaign: Campaign, epoch: number, incumbent: string): Promise<Referee> {
  const { run, evals } = campaign;
  const subject = await passOf(campaign, `epoch-${epoch}`, incumbent);
  const runs = runsOf(evals);
  const slots = decidingEvals(evals).flatMap(({ id }) =>
    Array.from({ length: runs.get(id) ?? 1 }, (_, index) => ({ evalId: id, trial: index + 1 })),
  );
  const trials: readonly Measured[] = await allOrFirstFailure(
    slots.map(async (slot) => ({ slot, measurement: await measureTrial(campaign, subject, slot) })),
  );
  const referee = refereeAfterPass(run.config, evals, { iteration: iterationOf(incumbent) ?? 0, trials });
  if (referee === null) throw new RunHalted('unmeasured', `Too little of ${incumbent} could be measured anew.`);
  return referee;
}
