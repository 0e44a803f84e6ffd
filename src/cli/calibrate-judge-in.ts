import { calibrateJudge } from '../loop/calibrate-judge.ts';
import { RunHalted } from '../loop/campaign.ts';
import { renderJudgeCalibration } from '../report/judge-calibration.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { gradingAgain } from './grading-again.ts';
import { type AgainFlags, tellHalt } from './measuring-again.ts';
import type { Shell } from './shell.ts';

const TIMES = 3;

/** Grades the stored trials of the best version again, and says how noisy the run's judge is. */
export async function calibrateJudgeIn(
  shell: Shell,
  folder: string | undefined,
  { passes: times = TIMES, workspace: named, concurrency, env, json }: AgainFlags & { readonly passes?: number },
): Promise<void> {
  const workspace = await findWorkspace(shell.cwd, named ?? folder);
  const flags = { ...(concurrency === undefined ? {} : { concurrency }), ...(env === undefined ? {} : { env }) };
  const { result, interruptCode } = await gradingAgain(shell, { workspace, flags }, (campaign, { judge }) =>
    calibrateJudge(campaign, { judge, times }),
  );
  if (result instanceof RunHalted) return tellHalt(shell, result, { interruptCode, document: json ? {} : null });
  shell.print(json ? JSON.stringify({ workspace: workspace.root, ...result }) : renderJudgeCalibration(result));
}
