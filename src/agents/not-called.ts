import type { AgentIdentity } from '../core/schema/trial.ts';
import { NO_USAGE } from '../core/schema/usage.ts';
import type { AgentAnswer } from './port.ts';

/** The answer of an agent that was not called, because of what it would have been given. Nothing was paid. */
export function notCalled(identity: AgentIdentity): AgentAnswer {
  return {
    end: { type: 'completed' },
    text: '',
    structured: null,
    events: [],
    usage: NO_USAGE,
    activation: { used: null, visible: null },
    identity,
    durationMs: 0,
    log: '',
  };
}
