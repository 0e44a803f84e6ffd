import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isPlainFolder } from '../../platform/exists.ts';
import { copyTree } from '../../platform/tree.ts';
import { removeTree } from '../../platform/tree-remove.ts';
import { walkTree } from '../../platform/tree-walk.ts';
import type { ArtifactTrialPlace } from '../../store/artifacts-layout.ts';
import { openDoor } from '../../store/run-view/door.ts';
import { jsonLine } from '../json-line.ts';
import { eventsOf } from '../litellm.ts';
import { placeWithin } from '../place-within.ts';
import type { AgentEnd, AgentEvent } from '../port.ts';
import type { Play, Played } from './played.ts';
import { type ProposalRecording, type TrialRecording, trajectoryLineSchema } from './recording.ts';

interface RecordedTrial {
  /** Of the artifacts. */
  readonly root: string;
  /** Relative to it. */
  readonly trial: ArtifactTrialPlace;
  readonly result: TrialRecording;
}

/** Says and makes what the agent of the trial did. */
export function playExecutor(recorded: RecordedTrial): Play {
  return async ({ cwd }) => {
    for (const name of recorded.result.agent_result.metadata.deleted_inputs) {
      const path = await placeWithin(resolve(cwd, name), [cwd]);
      if (path !== null && path !== cwd) await removeTree(path);
    }
    return playTrial(recorded, cwd);
  };
}

/** Makes in a folder what the agent of the trial made, and gives what it said. */
export async function playTrial({ root, trial, result }: RecordedTrial, cwd: string): Promise<Played> {
  const { metadata, n_input_tokens, n_output_tokens, n_cache_tokens, cost_usd } = result.agent_result;
  await copyOutputs(join(root, trial.outputs), cwd);
  const { events } = conversationIn(openDoor(root).text(trial.trajectory) ?? '');
  return {
    end: endOf(metadata),
    text: lastSaid(events),
    events,
    usage: {
      ...{ input_tokens: n_input_tokens, output_tokens: n_output_tokens },
      ...{ cached_input_tokens: n_cache_tokens, cost_usd },
    },
    activation: metadata.activation,
    durationMs: metadata.duration_ms,
  };
}

/** Gives the judge's answer. */
export function playJudge(structured: Readonly<Record<string, unknown>>): Play {
  return async () => ({ end: { type: 'completed' }, structured });
}

/** Puts the proposed skill in the place of the one that is to be edited; fails as the improver did where it failed. */
export function playImprover({ skill, answer }: { readonly skill: string; readonly answer: ProposalRecording }): Play {
  return async ({ cwd }) => {
    const { failure, structured, usage, duration_ms: durationMs } = answer;
    if (failure !== null) return { end: failed('crash', failure), usage, durationMs };
    await removeTree(join(cwd, 'skill'));
    await copyTree(skill, join(cwd, 'skill'));
    return { end: { type: 'completed' }, structured, usage, durationMs };
  };
}

type Metadata = TrialRecording['agent_result']['metadata'];

function endOf({ outcome, error }: Metadata): AgentEnd {
  if (outcome === 'graded' || outcome === 'judge_error') return { type: 'completed' };
  if (outcome === 'timeout') return { type: 'timeout' };
  return failed(error?.kind ?? 'crash', error?.message ?? outcome);
}

function failed(kind: Extract<AgentEnd, { type: 'failed' }>['kind'], message: string): AgentEnd {
  return { type: 'failed', kind, message, retryAfterMs: null };
}

/** The last line of a trajectory holds all of it; the first message is the prompt. Nothing where it cannot be read. */
export function conversationIn(text: string): { readonly prompt: string; readonly events: readonly AgentEvent[] } {
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  const line = trajectoryLineSchema.safeParse(jsonLine(last)).data;
  if (line === undefined) return { prompt: '', events: [] };
  const [prompt, ...asked] = line.request_body.messages;
  const answered = line.response_body?.choices.map(({ message }) => message) ?? [];
  return { prompt: prompt?.content ?? '', events: eventsOf([...asked, ...answered]) };
}

function lastSaid(events: readonly AgentEvent[]): string {
  const last = events.findLast((event) => event.type === 'message' && event.role === 'assistant');
  return last?.type === 'message' ? last.text : '';
}

/** Plain files alone: a link in somebody's artifacts is none of the outputs. */
async function copyOutputs(from: string, cwd: string): Promise<void> {
  if (!(await isPlainFolder(from))) return;
  for (const { path, kind } of await walkTree(from, () => true)) {
    if (kind !== 'file') continue;
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    copyFileSync(join(from, path), join(cwd, path));
  }
}
