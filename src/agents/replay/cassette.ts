import { relative } from 'node:path';
import { artifactsAt, artifactTrialAt, proposalAt } from '../../store/artifacts-layout.ts';
import { type Door, openDoor } from '../../store/run-view/door.ts';
import type { AgentCall } from '../port.ts';
import { playExecutor, playImprover, playJudge } from './play.ts';
import type { Play } from './played.ts';
import { judgeRecordingSchema, proposalRecordingSchema, trialRecordingSchema } from './recording.ts';

/** The calls that are recorded in a folder of artifacts. */
export interface Cassette {
  /** How a call is answered; null when nothing is recorded of it. */
  find(call: Pick<AgentCall, 'role' | 'seed'>): Play | null;
  /** Seeds of the runs that were recorded. */
  readonly runSeeds: readonly number[];
}

/** Reads what is recorded; a file that cannot be read records nothing. What was said and made is read when it is played. */
export async function readCassette(root: string): Promise<Cassette> {
  const [plays, runSeeds] = [new Map<string, Play>(), new Set<number>()];
  const door = openDoor(root);
  const place = artifactsAt('');
  const add = (role: AgentCall['role'], seeds: readonly number[], play: Play): void => {
    for (const seed of seeds) plays.set(`${role} ${seed}`, play);
  };
  for (const job of door.folders(place.jobs)) {
    for (const name of door.folders(place.job(job).dir)) {
      const trial = artifactTrialAt(`${place.job(job).dir}/${name}`);
      const result = door.record(trial.result, trialRecordingSchema);
      if (result === null) continue;
      runSeeds.add(result.agent_result.metadata.run_seed);
      add('executor', result.agent_result.metadata.seeds, playExecutor({ root, trial, result }));
      const judged = door.record(trial.judge, judgeRecordingSchema);
      for (const { seeds, structured } of judged?.answers ?? []) add('judge', seeds, playJudge(structured));
    }
  }
  for (const { skill, answer } of proposalsIn(door)) {
    add('improver', answer.seeds, playImprover({ skill: `${root}/${skill}`, answer }));
  }
  return { find: ({ role, seed }) => plays.get(`${role} ${seed}`) ?? null, runSeeds: [...runSeeds] };
}

function proposalsIn(door: Door) {
  const place = artifactsAt('');
  return door.folders(place.proposals).flatMap((job) => {
    const { answer: path, skill } = proposalAt(relative('', place.proposal(job).dir));
    const answer = door.record(path, proposalRecordingSchema);
    return answer === null ? [] : [{ skill, answer }];
  });
}
