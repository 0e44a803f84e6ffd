import type { AgentIdentity } from '../core/schema/trial.ts';
import type { AgentAnswer } from './port.ts';

/** The answer of an agent that was not called, because of what it would have been given. Nothing was paid. */
export function notCalled(identity: AgentIdentity): AgentAnswer {
  return {
    end: { type: 'completed' },
    text: '',
    structured: null,
    events: [],
    usage: { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0, cost_usd: 0 },
    activation: { used: null, visible: null },
    identity,
    durationMs: 0,
    log: '',
  };
}
