import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { archiveRun } from '../../../src/records/archive/archive-run.ts';
import { sessionLog } from '../../../src/records/archive/session-log.ts';
import { at, callStarted, decided, runStarted, trialEnded } from '../../core/run-events.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { NASTY, NASTY_SHOWN } from '../../report/paints.ts';
import { CHECKED, smallBench } from '../../support/campaign.ts';
import { redactNothing } from '../../support/records.ts';

const temp = useTempFolder();

it('what is worth a line stands there with its time, and steers no terminal', () => {
  const warning = { event: 'warning', at: at(9), message: NASTY } as const;
  const graded = trialEnded('a', { passed: 3, total: 4 });
  expect(sessionLog([runStarted(1), callStarted('executor', 'a'), graded, decided(), warning]).split('\n')).toEqual([
    `${at(1)} started release-notes (run 0a1b2c, sandbox none)`,
    `${at(0)} iteration 1  eval a  3/4`,
    `${at(0)} iteration 2 reverted 0.72: Error handling rewrite (score 0.72 <= 0.78)`,
    `${at(9)} warning: ${NASTY_SHOWN}`,
    '',
  ]);
  expect(sessionLog([])).toBe('');
});

it('of a run that was resumed only the last start is told', async () => {
  const bench = await smallBench(temp(), {}, [CHECKED]);
  await bench.improve({ limits: { iterations: 1 } });
  await bench.improve({ limits: { iterations: 2 } });
  await appendFile(bench.workspace.events, '{"event":"warning","at":"2026-');
  const end = { exit_code: 0, started_at: at(0), completed_at: at(1) };
  await archiveRun(join(temp(), 'artifacts'), {
    ...{ workspace: bench.workspace, end, programs: [], redact: redactNothing },
  });
  const log = await readFile(join(temp(), 'artifacts/archives/run_001/session.log'), 'utf8');
  expect(log.match(/ (started|resumed) plan \(run /g)).toEqual([' resumed plan (run ']);
  expect(log).toMatch(/ iteration 2 /);
  expect(log).not.toMatch(/ iteration 0 /);
});
