import { brokenText, guardrailText, isBroken, type Reading, sizeReadings } from '../core/guardrails.ts';
import { resultsByAgent } from '../core/referee/agents.ts';
import { readingsOfTrials } from '../core/referee/guarded.ts';
import type { ArmAtLook } from '../core/referee/port.ts';
import { agentsIn } from '../core/schema/run.ts';
import type { Campaign } from './campaign.ts';
import { skillSize } from './guard-size.ts';
import { storedTrials } from './pass-results.ts';
import { originalOf } from './subject.ts';
import { tell } from './tell.ts';

/** Warns, before anything is paid, of limits that the original's size is beyond. */
export async function warnOfSize(campaign: Campaign): Promise<void> {
  const size = await skillSize(campaign.workspace.version('v0'));
  await warn(campaign, sizeReadings(campaign.run.config.guardrails, size), []);
}

/** Warns, once the baseline is measured, of limits that it is beyond, and of those that nobody can hold. */
export async function warnOfUse(campaign: Campaign): Promise<void> {
  const { evals, run } = campaign;
  const trials = await storedTrials(originalOf(campaign).place, evals);
  const results = trials.map(({ evalId, trial, measurement }) => ({
    slot: { evalId, trial },
    measurement,
  }));
  const readings = readingsOfTrials(run.config.guardrails, { plan: {}, results });
  await warn(
    campaign,
    readings.filter(({ guardrail }) => guardrail.startsWith('eval-')),
    results,
  );
}

type Results = ArmAtLook['results'];

async function warn(campaign: Campaign, readings: readonly Reading[], results: Results): Promise<void> {
  for (const reading of readings) {
    const { guardrail, limit, value } = reading;
    const name = guardrailText(guardrail, limit);
    if (isBroken(reading)) {
      const message = `v0 is beyond ${brokenText(reading)}; only an edit that comes within it can be kept`;
      await tell(campaign, { event: 'warning', kind: 'guardrail', message });
    } else if (value === null) {
      const who = silentOn(reading, campaign, results);
      const message = `guardrail ${name} cannot be held: ${who} did not report it for every trial`;
      await tell(campaign, { event: 'warning', kind: 'guardrail', message });
    }
  }
}

/** Whose trials leave a limit unmeasured: of several agents those by whose own trials it is. */
function silentOn({ guardrail }: Reading, { agents, run: { config } }: Campaign, results: Results): string {
  const names = agentsIn(config);
  if (names.length < 2) return agents.executor.name;
  const isSilent = (own: Results) =>
    readingsOfTrials(config.guardrails, { plan: {}, results: own }).some(
      (reading) => reading.guardrail === guardrail && reading.value === null,
    );
  const own = [...resultsByAgent({ names, require: config.require }, results)];
  return own.flatMap(([name, theirs]) => (isSilent(theirs) ? [name] : [])).join(' and ');
}
