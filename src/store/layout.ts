import { join } from 'node:path';
import { cellOf } from '../core/cells.ts';
import { BLOB_FOLDERS } from '../core/schema/output-reference.ts';

/** What the folders of further agents begin with. */
export const AGENT_PREFIX = 'agent-';

/** The only place that knows how a workspace names its files. */
export function workspaceAt(root: string) {
  const at = (...parts: string[]) => join(root, ...parts);
  const blobs: BlobsPlace = { root, path: BLOB_FOLDERS.open };
  const sealedBlobs: BlobsPlace = { root, path: BLOB_FOLDERS.sealed };
  return {
    root,
    blobs,
    sealedBlobs,
    results: at('results.tsv'),
    report: at('report.md'),
    readme: at('README.md'),
    dashboard: at('dashboard.html'),
    leaderboard: at('leaderboard.csv'),
    history: at('history.json'),
    run: at('run.json'),
    config: at('config.json'),
    state: at('state.json'),
    events: at('events.jsonl'),
    best: at('best'),
    final: at('final.json'),
    certificate: at('certificate.json'),
    submission: at('sealed', 'certificate.json'),
    calibration: at('calibration.json'),
    regrades: at('regrades'),
    regrade: (number: number) => regradeAt(at('regrades', String(number)), blobs),
    judgeCalibrations: at('judge-calibrations'),
    judgeCalibration: (number: number) => judgeCalibrationAt(at('judge-calibrations', String(number)), blobs),
    estimates: at('estimates.tsv'),
    belief: (version: string) => at('beliefs', `${version}.json`),
    lock: at('lock'),
    candidate: at('candidate'),
    fallbacks: at('fallbacks'),
    passes: at('passes'),
    sealed: at('sealed'),
    /** The suite of `--sealed`, laid out as in a skill. */
    sealedSuite: at('sealed', 'suite'),
    sealedPasses: at('sealed', 'passes'),
    /** What a certificate is to show; written before its first trial. */
    claim: (kind: 'certify' | 'submit', number: number) =>
      at(...(kind === 'submit' ? ['sealed'] : []), 'passes', `${kind}-${number}`, 'claim.json'),
    fallbackEvals: at('fallbacks', 'evals'),
    fingerprint: at('fallbacks', 'fingerprint.json'),
    /** Where the run's own canary stands. */
    canaries: [at('fallbacks', 'canary'), at('sealed', 'canary')],
    backups: at('backups'),
    version: (version: string) => at(version),
    manifest: (version: string) => at('manifests', `${version}.json`),
    iteration: (number: number) => iterationAt(at(`iteration-${number}`), blobs),
    /** Trials of one version that belong to no iteration, such as those of `final-1`. */
    pass: (purpose: string, version: string) => trialsAt(at('passes', purpose, version), blobs),
    /** A comparison of arms; its trials are those of the pass `arms-K`. */
    arms: (number: number) => recordedPassAt(at('passes', `arms-${number}`), 'arms.json'),
    /** A closed iteration that is measured again. */
    reproduction: (number: number) => reproductionAt(at('passes', `reproduce-${number}`), blobs),
    /** As `pass`, of sealed evals. */
    sealedPass: (purpose: string, version: string) => trialsAt(at('sealed', 'passes', purpose, version), sealedBlobs),
  };
}
export type Workspace = ReturnType<typeof workspaceAt>;

/** A pass with what was asked for and what came of it. */
function recordedPassAt(dir: string, record: string) {
  return { dir, request: join(dir, 'request.json'), record: join(dir, record) };
}

function reproductionAt(dir: string, blobs: BlobsPlace) {
  const trials = (iteration: number) => trialsAt(join(dir, `iteration-${iteration}`), blobs);
  return { ...recordedPassAt(dir, 'reproduction.json'), trials };
}

/** Where the bytes of large outputs are kept, each under its sha256. */
export interface BlobsPlace {
  /** The workspace. Absolute. */
  readonly root: string;
  /** Relative to it. */
  readonly path: string;
}

/** New gradings of old trials, laid out as the iterations are. */
function regradeAt(dir: string, blobs: BlobsPlace) {
  return {
    dir,
    request: join(dir, 'request.json'),
    record: join(dir, 'regrade.json'),
    iteration: (number: number) => trialsAt(join(dir, `iteration-${number}`), blobs),
  };
}
export type RegradePlace = ReturnType<typeof regradeAt>;

/** Further gradings of the same trials: those of repeat R lie in `R/`, laid out by the pass of each trial. */
function judgeCalibrationAt(dir: string, blobs: BlobsPlace) {
  return {
    dir,
    request: join(dir, 'request.json'),
    record: join(dir, 'judge.json'),
    repeat: (repeat: number, purpose: string) => trialsAt(join(dir, String(repeat), purpose), blobs),
  };
}

function iterationAt(dir: string, blobs: BlobsPlace) {
  return {
    candidate: join(dir, 'candidate'),
    proposal: join(dir, 'proposal.json'),
    patch: join(dir, 'changes.patch'),
    config: join(dir, 'config.json'),
    environment: join(dir, 'environment.json'),
    metrics: join(dir, 'metrics.json'),
    history: join(dir, 'metric_history.csv'),
    decision: join(dir, 'decision.json'),
    report: join(dir, 'report.md'),
    seal: join(dir, 'MANIFEST.sha256'),
    ...trialsAt(dir, blobs),
  };
}
export type IterationPlace = ReturnType<typeof iterationAt>;

/** A folder of trials. Those of the second and further agents of a run lie in a folder of their agent. */
function trialsAt(dir: string, blobs: BlobsPlace) {
  return {
    dir,
    trial(id: string, trial: number) {
      const { evalId, agent } = cellOf(id);
      const own = agent === null ? dir : join(dir, agentFolder(agent));
      return trialAt(trialIn(join(own, evalFolder(evalId)), trial), blobs);
    },
  };
}
export type TrialsPlace = ReturnType<typeof trialsAt>;

/** The files of a trial in its folder, however that is called, and where its large outputs are kept. */
export function trialAt(dir: string, blobs: BlobsPlace) {
  return {
    dir,
    blobs,
    transcript: join(dir, 'transcript.md'),
    trajectory: join(dir, 'trajectory.jsonl'),
    outputs: join(dir, 'outputs'),
    record: join(dir, 'trial.json'),
    timing: join(dir, 'timing.json'),
    grading: join(dir, 'grading.json'),
    /** Judgements of a trial that is not graded yet; what came of them is kept in its grading. */
    votes: join(dir, 'votes'),
    vote: (number: number) => join(dir, 'votes', `${number}.json`),
    attempt: (attempt: number) => join(dir, 'attempts', String(attempt)),
  };
}
export type TrialPlace = ReturnType<typeof trialAt>;

/** The folder of a trial in that of its eval: `eval-ID/` is trial 1 for ever; further trials lie inside it. */
export function trialIn(folder: string, trial: number): string {
  return trial === 1 ? folder : join(folder, `trial-${trial}`);
}

/** 2 for `trial-2`, the folder of a further trial of an eval; null for what is none. */
export function furtherTrialOf(folder: string): number | null {
  const match = /^trial-([2-9]|[1-9]\d+)$/.exec(folder);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** The folder of a further agent's trials. */
export function agentFolder(agent: string): string {
  return `${AGENT_PREFIX}${agent}`;
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
