import { basename } from 'node:path';
import { type Headline, headlineOf } from '../../core/headline.ts';
import type { RunView, ViewedIteration, ViewedRun, ViewedState, ViewedTrial } from '../../core/run-view.ts';
import { calibrationSchema } from '../../core/schema/calibration.ts';
import { type Final, finalSchema } from '../../core/schema/final.ts';
import { type RunRecord, runRecordSchema, type State, stateSchema } from '../../core/schema/run.ts';
import { lockHolder } from '../../platform/lock.ts';
import { isForeign } from '../foreign.ts';
import type { Workspace } from '../layout.ts';
import { openDoor } from './door.ts';
import { type SuiteReader, storedSuite, viewedEvals } from './evals.ts';
import { type ViewedEvents, viewedEvents } from './events.ts';
import { bestOf, viewedIterations } from './iterations.ts';
import { viewedArms, viewedCertificates } from './measured-apart.ts';
import { viewedPasses } from './passes.ts';
import { viewedReproductions } from './reproductions.ts';
import { trialsSource } from './trials.ts';
import { viewedVersions } from './versions.ts';

/**
 * Everything that people look at of a run, whoever wrote the workspace and whatever became of it. Never fails on what
 * a file holds: each record is read by itself, and what cannot be read is a problem of the view. A run may be at work
 * meanwhile: the lock is read first, and events before records, so that nothing just decided counts as open twice.
 */
export async function readRunView(workspace: Workspace, readSuite: SuiteReader): Promise<RunView> {
  const { root } = workspace;
  const door = openDoor(root);
  const foreign = await isForeign(workspace);
  const live = door.size('lock') === null ? null : await lockHolder(workspace.lock);
  const events = await viewedEvents(root, door);
  const run = door.record('run.json', runRecordSchema);
  const suite = await storedSuite(root, door, readSuite);
  const source = trialsSource({ door, foreign }, suite);
  const iterations = viewedIterations(source, events);
  const evals = viewedEvals({ suite, run, foreign, iterations });
  const texts = new Map(evals.map(({ id, expectations }) => [id, expectations.map(({ text }) => text)]));
  const sealed = new Set(evals.flatMap((one) => (one.sealed ? [one.id] : [])));
  const open = (trials: readonly ViewedTrial[]) => trials.filter(({ eval_id }) => !sealed.has(eval_id));
  const best = bestOf(iterations);
  const certificates = viewedCertificates(door);
  return {
    schema_version: 1,
    workspace: { path: root, name: basename(root), foreign },
    run: run === null ? null : viewedRun(run),
    state: stateOf({ state: door.record('state.json', stateSchema), events, live, iterations }),
    best,
    headline: headlineIn(door.record('final.json', finalSchema), { best, run, iterations, certificates }),
    certificates,
    calibration: door.record('calibration.json', calibrationSchema),
    arms: viewedArms(door),
    noise: events.noise,
    warnings: events.warnings,
    evals,
    versions: viewedVersions(door),
    iterations: iterations.map((one) => ({ ...one, trials: one.trials.map((trial) => withoutTexts(trial, texts)) })),
    passes: viewedPasses(source).map((one) => ({
      ...one,
      trials: open(one.trials).map((trial) => withoutTexts(trial, texts)),
    })),
    reproductions: viewedReproductions(door),
    problems: door.problems(),
  };
}

function viewedRun(run: RunRecord): ViewedRun {
  const { run_id, skill, created_at, config, agents, epochs, sealed_sha256, forked_from } = run;
  return { run_id, skill, created_at, config, agents, epochs, sealed_sha256, forked_from };
}

interface Standing {
  readonly state: State | null;
  readonly events: ViewedEvents;
  readonly live: ViewedState['live'];
  readonly iterations: readonly ViewedIteration[];
}

/** What the events say comes first: the state is derived from them. */
function stateOf({ state, events, live, iterations }: Standing): ViewedState {
  const { open } = events;
  const isDecided = (number: number) => iterations.some((one) => one.number === number && one.row !== null);
  return {
    phase: state?.phase ?? null,
    stop_reason: live === null ? (state?.stop_reason ?? null) : null,
    limits: state?.limits ?? null,
    spend: events.spend ?? storedSpend(state),
    live,
    last_event_at: events.last_event_at,
    open: open === null || isDecided(open.iteration) ? null : open,
  };
}

function storedSpend(state: State | null): ViewedState['spend'] {
  if (state === null || state.spend.roles === undefined) return null;
  const { calls, cost_usd, tokens, duration_ms, roles } = state.spend;
  return { calls, cost_usd, tokens, duration_ms, roles };
}

interface Ended {
  readonly best: string | null;
  readonly certificates: RunView['certificates'];
  readonly run: RunRecord | null;
  readonly iterations: readonly ViewedIteration[];
}

function headlineIn(final: Final | null, { best, run, iterations, certificates }: Ended): Headline | null {
  const last = iterations.findLast(({ row }) => row !== null);
  const isRace = run?.config.rule === 'race' || iterations.some(({ counted }) => counted !== null);
  const score = String(last?.row?.best_score ?? '');
  return headlineOf({ rule: isRace ? 'race' : 'strict', best, score, final, certificates });
}

/** Texts are told once, with the eval, unless a trial has others. */
function withoutTexts(trial: ViewedTrial, known: ReadonlyMap<string, readonly string[]>): ViewedTrial {
  const texts = known.get(trial.eval_id) ?? [];
  const isSame = trial.texts === null || trial.texts.every((text, index) => text === texts[index]);
  return isSame ? { ...trial, texts: null } : trial;
}
