import { relative } from 'node:path';
import { valueDifferences } from '../core/difference.ts';
import { judgeCalibrationOf } from '../core/judge-calibration.ts';
import {
  type JudgeCalibrationRequest,
  judgeCalibrationRequestSchema,
  judgeCalibrationSchema,
} from '../core/schema/judge-calibration.ts';
import { readGrading } from '../store/trials.ts';
import type { Findings } from '../store/verify-findings.ts';
import { judgeCalibrationsIn } from './calibrate-judge.ts';
import { type JudgedGround, placeOf, readRepeats, repeatPlace, repeatsOf } from './judge-repeats.ts';
import { evidenceAgain, gradingAgain } from './verify-gradings.ts';

/** Checks the gradings of every calibration of the judge and recomputes what they came to; returns how many there are. */
export async function verifyJudgeCalibrations(ground: JudgedGround, findings: Findings): Promise<number> {
  let gradings = 0;
  for (const number of await judgeCalibrationsIn(ground.workspace))
    gradings += await verifyOne(ground, number, findings);
  return gradings;
}

async function verifyOne(ground: JudgedGround, number: number, findings: Findings): Promise<number> {
  const { workspace } = ground;
  const place = workspace.judgeCalibration(number);
  const request = await findings.read(place.request, judgeCalibrationRequestSchema);
  const record = await findings.read(place.record, judgeCalibrationSchema);
  if (request === null) {
    if (record !== null) findings.add([{ kind: 'missing', path: relative(workspace.root, place.request) }]);
    return 0;
  }
  const count = (await findings.attempt(place.dir, () => verifyGradings(ground, request, findings))) ?? 0;
  if (record === null) return count;
  const trials = await findings.attempt(place.dir, () => readRepeats(workspace, request));
  if (trials === null) return count;
  findings.add(valueDifferences(relative(workspace.root, place.record), record, judgeCalibrationOf(request, trials)));
  return count;
}

async function verifyGradings(
  { workspace, evals }: JudgedGround,
  request: JudgeCalibrationRequest,
  findings: Findings,
): Promise<number> {
  let count = 0;
  for (const repeat of repeatsOf(request)) {
    const to = repeatPlace(workspace, request.number, repeat);
    const [evalCase, grading] = [evals.find(({ id }) => id === repeat.eval_id), await readGrading(to)];
    if (evalCase === undefined || grading === null) continue;
    count += 1;
    const from = placeOf(workspace, request.version, repeat);
    const computed = await evidenceAgain(gradingAgain(grading, evalCase), evalCase, from);
    findings.add(valueDifferences(relative(workspace.root, to.grading), grading, computed));
  }
  return count;
}
