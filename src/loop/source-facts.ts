import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessRun } from '../core/events.ts';
import { ASIDE_MS } from '../platform/coalesced.ts';
import { type GitFacts, type GitRun, gitFacts } from '../platform/machine.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';

/**
 * Where the skill's own folder stands in git; null outside git. What is started for it is in the journal, and started so
 * late that no call which is begun now waits for it.
 */
export async function sourceFacts(campaign: Campaign): Promise<GitFacts | null> {
  await sleep(ASIDE_MS);
  const started: GitRun[] = [];
  const git = await gitFacts(campaign.run.skill.path, (one) => started.push(one));
  for (const one of started) await tell(campaign, { event: 'process_run', ...processRun(one) });
  return git;
}

function processRun({ argv, exitCode, signal, timedOut, durationMs }: GitRun): Omit<ProcessRun, 'at' | 'event'> {
  const end = timedOut ? 'timeout' : exitCode === null && signal === null ? 'not_started' : 'exited';
  const ended = { exit_code: exitCode, signal, duration_ms: Math.round(durationMs) };
  return { purpose: 'git', call: null, argv: [...argv], cwd: 'skill', end, ...ended };
}
