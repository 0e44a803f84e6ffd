import type { AgentAnswer, AgentCall } from '../port.ts';

/** What a recording says of a call; the rest is as of an agent that says nothing. */
export type Played = Pick<AgentAnswer, 'end'> & Partial<AgentAnswer>;
export type Play = (call: AgentCall) => Promise<Played>;
