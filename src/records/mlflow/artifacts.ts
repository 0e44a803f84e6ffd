import { isUtf8 } from 'node:buffer';
import type { Redact } from '../../agents/redact.ts';
import { UserError } from '../../core/errors.ts';
import { isLeakReason } from '../../loop/find-leak.ts';
import { isPlainFolder } from '../../platform/exists.ts';
import { listTree } from '../../platform/tree-list.ts';
import { versionOf } from '../../store/layout.ts';
import type { IterationState } from '../../store/run-state.ts';
import { isEvals } from '../../store/tree-hash.ts';
import { below, type RecordedRun, type RecordedTrial } from '../recorded-run.ts';
import type { Artifact } from './tracked-run.ts';

export interface ArtifactsRequest {
  readonly recorded: RecordedRun;
  readonly state: IterationState;
  readonly trials: readonly RecordedTrial[];
  readonly redact: Redact;
}

/**
 * The files of an iteration: the skill as it was scored, the patch, the report, and the transcript of every trial. Of
 * what leaked something confidential there are none.
 */
export async function iterationArtifacts(request: ArtifactsRequest): Promise<readonly Artifact[]> {
  const { recorded, state, trials } = request;
  const place = recorded.workspace.iteration(state.number);
  const transcripts = trials
    .filter(({ record }) => record.outcome !== 'leak')
    .map(({ name, place: trial }) => stored(request, `trials/${name}/transcript.md`, trial.transcript));
  if (isLeakReason(state.proposal?.rejected ?? null)) return transcripts;
  return [
    ...(await skillFiles(request)),
    stored(request, 'changes.patch', place.patch),
    stored(request, 'report.md', place.report),
    ...transcripts,
  ];
}

/** The skill without its evals. */
async function skillFiles(request: ArtifactsRequest): Promise<readonly Artifact[]> {
  const { recorded, state } = request;
  const { workspace, door } = recorded;
  const candidate = workspace.iteration(state.number).candidate;
  const root = (await isPlainFolder(candidate)) ? candidate : workspace.version(versionOf(state.number));
  if (!(await isPlainFolder(root))) return [];
  try {
    const { entries } = await listTree(root, { exclude: isEvals });
    const files = entries.filter(({ type }) => type === 'file');
    return files.map(({ path }) => stored(request, `skill/${path}`, `${root}/${path}`));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    door.note(below(recorded, root), error.message);
    return [];
  }
}

/** A file of the workspace. Where it is not there, there is nothing to send. */
function stored({ recorded, redact }: ArtifactsRequest, path: string, file: string): Artifact {
  const name = redact(path);
  return {
    path: name,
    read() {
      const bytes = name === path ? recorded.door.bytes(below(recorded, file)) : null;
      const clean = bytes === null ? null : withoutSecrets(bytes, redact);
      if (clean === null && (bytes !== null || name !== path)) {
        recorded.door.note(name, 'holds a secret and was not sent');
      }
      return clean;
    },
  };
}

/** null for what is no text and holds a secret. */
function withoutSecrets(bytes: Buffer, redact: Redact): Uint8Array | null {
  if (isUtf8(bytes)) return Buffer.from(redact(bytes.toString('utf8')));
  return redact.secrets.some((secret) => bytes.includes(secret)) ? null : bytes;
}
