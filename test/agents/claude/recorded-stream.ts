import { createStreamReader } from '../../../src/agents/claude/stream.ts';
import type { AgentCall } from '../../../src/agents/port.ts';
import { recordingsOf } from '../recorded-stream.ts';

export { EXITED } from '../recorded-stream.ts';

/** Streams of Claude Code 2.1.197 against a scripted model server, one per way in which a call can end. */
export const { names: RECORDED, recorded, readLines } = recordingsOf('claude', createStreamReader);

type RoleCall = Pick<AgentCall, 'role' | 'skill' | 'schema' | 'signal'>;

const signal = new AbortController().signal;

/** The call with which the streams of executors were recorded. */
export const EXECUTOR: RoleCall = {
  role: 'executor',
  skill: { name: 'notes', description: 'Takes notes', dir: '/trial/plugin/skills/notes' },
  schema: null,
  signal,
};

export const JUDGE: RoleCall = { role: 'judge', skill: null, schema: { type: 'object' }, signal };
