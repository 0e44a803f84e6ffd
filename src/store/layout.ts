import { join } from 'node:path';
import { FIRST_AGENT } from '../core/referee/port.ts';

/** The only place that knows how a workspace names its files. */
export function workspaceAt(root: string) {
  const at = (...parts: string[]) => join(root, ...parts);
  return {
    root,
    results: at('results.tsv'),
    run: at('run.json'),
    state: at('state.json'),
    events: at('events.jsonl'),
    best: at('best'),
    lock: at('lock'),
    candidate: at('candidate'),
    fallbacks: at('fallbacks'),
    backups: at('backups'),
    version: (version: string) => at(version),
    manifest: (version: string) => at('manifests', `${version}.json`),
    iteration: (number: number) => iterationAt(at(`iteration-${number}`)),
  };
}
export type Workspace = ReturnType<typeof workspaceAt>;

function iterationAt(dir: string) {
  return {
    dir,
    candidate: join(dir, 'candidate'),
    proposal: join(dir, 'proposal.json'),
    patch: join(dir, 'changes.patch'),
    config: join(dir, 'config.json'),
    environment: join(dir, 'environment.json'),
    metrics: join(dir, 'metrics.json'),
    decision: join(dir, 'decision.json'),
    seal: join(dir, 'MANIFEST.sha256'),
    trial: (evalId: string, trial: number, agent: string = FIRST_AGENT) =>
      trialAt(trialFolder(agent === FIRST_AGENT ? dir : join(dir, `agent-${agent}`), evalId, trial)),
  };
}
export type IterationPlace = ReturnType<typeof iterationAt>;

/** The files of a trial in its folder, however that is called. */
export function trialAt(dir: string) {
  return {
    dir,
    transcript: join(dir, 'transcript.md'),
    trajectory: join(dir, 'trajectory.jsonl'),
    outputs: join(dir, 'outputs'),
    record: join(dir, 'trial.json'),
    timing: join(dir, 'timing.json'),
    grading: join(dir, 'grading.json'),
    attempt: (attempt: number) => join(dir, 'attempts', String(attempt)),
  };
}
export type TrialPlace = ReturnType<typeof trialAt>;

/** `eval-ID/` is trial 1 for ever; further trials lie inside it. */
function trialFolder(iteration: string, evalId: string, trial: number): string {
  const folder = join(iteration, evalFolder(evalId));
  return trial === 1 ? folder : join(folder, `trial-${trial}`);
}

/** The folder name of an eval: its id, with everything but `[A-Za-z0-9._-]` replaced. */
export function evalFolder(evalId: string): string {
  return `eval-${evalId.replace(/[^A-Za-z0-9._-]+/g, '-')}`;
}

/** `v3`, the name of the version that iteration 3 kept. */
export function versionOf(iteration: number): string {
  return `v${iteration}`;
}

/** 3 for `v3`; null for what is no version's name. */
export function iterationOf(version: string): number | null {
  const match = /^v(0|[1-9]\d*)$/.exec(version);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** Where the workspace of a skill is by default: beside it, named after its folder. */
export function defaultWorkspace(skillDir: string): string {
  return `${skillDir}-autoresearch`;
}
