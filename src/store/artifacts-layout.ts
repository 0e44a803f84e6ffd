import { join } from 'node:path';

/** The only place that knows how a folder of artifacts names its files. */
export function artifactsAt(root: string) {
  return {
    root,
    jobs: join(root, 'jobs'),
    job: (job: string) => jobAt(join(root, 'jobs', job)),
    proposals: join(root, 'proposals'),
    sftData: join(root, 'sft_data'),
    proposal: (job: string) => proposalAt(join(root, 'proposals', job)),
  };
}

/** The files of a job. Every folder in it is a trial's. */
export function jobAt(dir: string) {
  return { dir, result: join(dir, 'result.json'), config: join(dir, 'config.yaml') };
}

/** The files of an exported trial. */
export function artifactTrialAt(dir: string) {
  return {
    dir,
    config: join(dir, 'config.json'),
    result: join(dir, 'result.json'),
    agent: join(dir, 'agent'),
    trajectory: join(dir, 'agent', 'litellm-trajectory.jsonl'),
    outputs: join(dir, 'agent', 'outputs'),
    verifier: join(dir, 'verifier'),
    reward: join(dir, 'verifier', 'reward.txt'),
    stdout: join(dir, 'verifier', 'test-stdout.txt'),
    judge: join(dir, 'verifier', 'judge.json'),
  };
}
export type ArtifactTrialPlace = ReturnType<typeof artifactTrialAt>;

/** What an improver proposed; beside the jobs, for every folder of a job is a trial's. */
export function proposalAt(dir: string) {
  return { dir, answer: join(dir, 'proposal.json'), skill: join(dir, 'skill') };
}

/** The training data of a job. */
export function sftAt(dir: string) {
  return {
    dir,
    messages: join(dir, 'im.jsonl'),
    records: join(dir, 'lf.json'),
    stats: join(dir, 'lf.stats.json'),
    dataset: join(dir, 'dataset_info.json'),
    signature: join(dir, '.convert_sig.json'),
  };
}
export type SftPlace = ReturnType<typeof sftAt>;

/** The jobs of iterations among the names of some jobs. */
export function jobsOf(names: readonly string[]) {
  return names.flatMap((name) => {
    const [, runId, number] = /^(.+)-iter-(0|[1-9]\d{0,8})$/.exec(name) ?? [];
    return runId === undefined ? [] : [{ name, runId, iteration: Number(number) }];
  });
}

/** `RUN_ID-iter-N`, the job of an iteration. */
export function jobName(runId: string, iteration: number): string {
  return `${runId}-iter-${iteration}`;
}
