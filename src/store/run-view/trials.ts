import { cellId } from '../../core/cells.ts';
import type { ViewedTrial } from '../../core/run-view.ts';
import type { EvalCase } from '../../core/schema/suite.ts';
import { type TrialRecord, trialRecordSchema } from '../../core/schema/trial.ts';
import { readLooseGrading } from '../foreign-grading.ts';
import { AGENT_PREFIX, evalFolder, furtherTrialOf } from '../layout.ts';
import type { Door } from './door.ts';
import { viewText } from './text.ts';

const EVAL_PREFIX = 'eval-';

export interface TrialsSource {
  readonly door: Door;
  readonly foreign: boolean;
  /** The id of an eval by the name of its folder; the name without its prefix where the suite is not known. */
  evalId(folder: string): string;
}

/** The way to the trials of a workspace, whose suite is known as far as it can be read. */
export function trialsSource(
  { door, foreign }: Pick<TrialsSource, 'door' | 'foreign'>,
  suite: readonly Pick<EvalCase, 'id'>[],
): TrialsSource {
  const byFolder = new Map(suite.map(({ id }) => [evalFolder(id), id]));
  return { door, foreign, evalId: (folder) => byFolder.get(folder) ?? folder.slice(EVAL_PREFIX.length) };
}

/** The trials that lie in a folder of trials, such as `iteration-2`, and in those of further agents in it. */
export function viewedTrials(source: TrialsSource, dir: string): readonly ViewedTrial[] {
  const agents = source.foreign ? [] : source.door.folders(dir).filter((name) => name.startsWith(AGENT_PREFIX));
  const further = agents.flatMap((name) => trialsOfAgent(source, `${dir}/${name}`, name.slice(AGENT_PREFIX.length)));
  return [...trialsOfAgent(source, dir, null), ...further];
}

function trialsOfAgent(source: TrialsSource, dir: string, agent: string | null): readonly ViewedTrial[] {
  const evals = source.door.folders(dir).filter((name) => name.startsWith(EVAL_PREFIX));
  return evals.flatMap((name) => {
    const folders = trialFolders(source, `${dir}/${name}`);
    return folders.map(({ trial, folder }) =>
      viewedTrial(source, { evalId: cellId({ evalId: source.evalId(name), agent }), trial, folder }),
    );
  });
}

interface TrialFolder {
  readonly trial: number;
  readonly folder: string;
}

/** What another tool may keep below the folder of an eval is not known. */
function trialFolders({ door, foreign }: TrialsSource, dir: string): readonly TrialFolder[] {
  const further = foreign ? [] : door.folders(dir);
  const trials = further.flatMap((name) => {
    const trial = furtherTrialOf(name);
    return trial === null ? [] : [{ trial, folder: `${dir}/${name}` }];
  });
  return [{ trial: 1, folder: dir }, ...trials];
}

interface Place extends TrialFolder {
  readonly evalId: string;
}

function viewedTrial({ door, foreign }: TrialsSource, { evalId, trial, folder }: Place): ViewedTrial {
  const record = foreign ? null : door.record(`${folder}/trial.json`, trialRecordSchema);
  const items = foreign || record?.outcome === 'graded' ? gradedItems(door, folder) : null;
  const passed = items?.filter((item) => item.passed).length ?? null;
  return {
    eval_id: record?.eval_id ?? evalId,
    trial,
    folder,
    outcome: items === null ? (record?.outcome ?? null) : 'graded',
    passed,
    total: items?.length ?? null,
    marks: items?.map((item) => (item.passed ? '+' : '-')).join('') ?? null,
    texts: items?.map(({ text }) => viewText(text)) ?? null,
    ...(record === null ? NOTHING_KNOWN : factsOf(record)),
  };
}

/** A grading that spoils itself counts for nothing, neither as 0 nor as 1. */
function gradedItems(door: Door, folder: string) {
  const path = `${folder}/grading.json`;
  const text = door.text(path);
  if (text === null) return null;
  const { grading, problems } = readLooseGrading(text);
  for (const problem of problems) door.note(path, viewText(problem));
  return grading?.expectations ?? null;
}

type Facts = Omit<ViewedTrial, 'eval_id' | 'trial' | 'folder' | 'outcome' | 'passed' | 'total' | 'marks' | 'texts'>;

const NOTHING_KNOWN: Facts = {
  error: null,
  started_at: null,
  duration_ms: null,
  tokens_in: null,
  tokens_out: null,
  cost_usd: null,
  attempts: null,
  skill_used: null,
  reused_from: null,
};

function factsOf({ error, usage, activation, ...record }: TrialRecord): Facts {
  return {
    error: error === null ? null : { kind: error.kind, message: viewText(error.message) },
    started_at: record.started_at,
    duration_ms: record.duration_ms,
    tokens_in: usage.input_tokens,
    tokens_out: usage.output_tokens,
    cost_usd: usage.cost_usd,
    attempts: record.attempts,
    skill_used: activation.used,
    reused_from: record.cache_hit,
  };
}
