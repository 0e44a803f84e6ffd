import { UserError } from '../core/errors.ts';
import { type RegradeRecord, regradeSchema } from '../core/schema/regrade.ts';
import { namesIn } from '../platform/names-in.ts';
import type { Workspace } from './layout.ts';
import { readRecord } from './records.ts';

/** Numbers of the regrades that were begun, in order. */
export async function regradesIn({ regrades }: Workspace): Promise<readonly number[]> {
  const names = (await namesIn(regrades)).filter((name) => /^[1-9]\d*$/.test(name));
  return names.map(Number).sort((a, b) => a - b);
}

/** What the finished ones gave; one that cannot be read is passed over, for everything else stands without it. */
export async function readableRegrades(workspace: Workspace): Promise<readonly RegradeRecord[]> {
  const records: RegradeRecord[] = [];
  for (const number of await regradesIn(workspace)) {
    try {
      const record = await readRecord(workspace.regrade(number).record, regradeSchema);
      if (record !== null) records.push(record);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return records;
}
