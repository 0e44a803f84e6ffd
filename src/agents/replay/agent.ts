import { UserError } from '../../core/errors.ts';
import type { AgentIdentity } from '../../core/schema/trial.ts';
import { UNKNOWN_USAGE } from '../../core/schema/usage.ts';
import { leadsSomewhere } from '../../platform/exists.ts';
import { artifactsAt } from '../../store/artifacts-layout.ts';
import type { Agent } from '../port.ts';
import { type Cassette, readCassette } from './cassette.ts';
import type { Played } from './played.ts';

/**
 * An agent that plays again what `export artifacts` wrote of a run: the same messages, files and answers, without a model.
 * A call is known by its role and its seed, which follows from the run's seed and from what is asked of whom for what: a
 * run with the settings of the recorded one makes the recorded calls. A call of which nothing is recorded fails.
 */
export function createReplay(root: string): Agent {
  const identity: AgentIdentity = { name: `replay:${root}`, version: null, model: null };
  let cassette: Promise<Cassette> | null = null;
  return {
    name: 'replay',
    needsNetwork: false,
    skillPlace: (name) => `skill/${name}`,
    async identify() {
      if (await leadsSomewhere(artifactsAt(root).jobs)) return identity;
      throw new UserError('agent_unavailable', `${root} holds no artifacts to play again.`, {
        hint: 'Name a folder that `skillratchet export artifacts --to DIR` wrote.',
      });
    },
    announced: async () => null,
    async run(call) {
      cassette ??= readCassette(root);
      const played = (await cassette).find(call);
      const answer = played === null ? notRecorded((await cassette).runSeeds) : await played(call);
      for (const event of answer.events ?? []) call.onEvent(event);
      return { ...SILENT, ...answer, identity };
    },
  };
}

/** What an agent says that says nothing. */
export const SILENT = {
  text: '',
  structured: null,
  events: [],
  usage: UNKNOWN_USAGE,
  activation: { used: null, visible: null },
  durationMs: 0,
  log: '',
};

function notRecorded(runSeeds: readonly number[]): Played {
  const seeds = runSeeds.length === 0 ? '' : `, first of all --seed ${runSeeds.join(' or ')}`;
  const message = `nothing is recorded of this call; a replay needs the skill and the settings of the recorded run${seeds}`;
  return { end: { type: 'failed', kind: 'protocol', message, retryAfterMs: null } };
}
