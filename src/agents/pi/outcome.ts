import type { ProcessEnd } from '../../platform/process.ts';
import { endWithoutResult, failed } from '../failed.ts';
import type { AgentCall, AgentEnd } from '../port.ts';
import { kindOfRefusal } from '../refusal.ts';
import { endByUs } from '../run-capped.ts';
import type { Answer } from './line.ts';
import { type StreamFacts, textOf } from './stream.ts';

export interface CallRecord {
  readonly call: Pick<AgentCall, 'signal'>;
  readonly ended: ProcessEnd;
  readonly facts: StreamFacts;
}

/** How a call ended: our own timer first, then the model's last answer. The exit code says success whatever happened. */
export function endOfCall({ call, ended, facts }: CallRecord): AgentEnd {
  return (
    endByUs(ended, call) ??
    notLoggedIn(ended, facts) ??
    endOfAnswer(facts) ??
    endWithoutResult(ended, { client: 'pi', ...facts })
  );
}

/** A login for another provider than the model's is noticed only by a call. */
function notLoggedIn({ stderr }: ProcessEnd, { begun }: StreamFacts): AgentEnd | null {
  return !begun && /no api key/i.test(stderr) ? failed('auth', stderr.trim()) : null;
}

/** What the last answer says about the call; null where more was to come. */
function endOfAnswer({ last, answering, steps }: StreamFacts): AgentEnd | null {
  if (last === null || answering) return null;
  switch (last.stopReason) {
    case 'toolUse':
      return null;
    case 'length':
      return failed('cap', 'the model reached the limit of what it may say in one answer');
    case 'error':
    case 'aborted': {
      const message = last.errorMessage ?? 'the answer was broken off';
      return failed(kindOfRefusal(message), message);
    }
    case 'stop':
      return endOfWork(last, steps);
  }
}

/** An answer in words of no protocol looks like one, but nothing of it was counted. Who worked need not speak. */
function endOfWork(last: Answer, steps: number): AgentEnd {
  const { input, output, cacheRead, cacheWrite } = last.usage;
  if (textOf(last).trim() !== '') return { type: 'completed' };
  if (input + output + cacheRead + cacheWrite === 0) return failed('cut', 'the answer ended before its end was told');
  return steps > 0 ? { type: 'completed' } : failed('empty', 'ended without a word and without a tool call');
}
