import { calibrate } from '../loop/calibrate.ts';
import { RunHalted } from '../loop/campaign.ts';
import { renderCalibration } from '../report/calibration.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { type AgainFlags, measuringAgain, tellHalt } from './measuring-again.ts';
import type { Shell } from './shell.ts';

const PASSES = 3;

/** Measures the noise of a run's evals, and says what it comes to. */
export async function calibrateIn(
  shell: Shell,
  folder: string | undefined,
  flags: AgainFlags & { readonly passes?: number },
): Promise<void> {
  const workspace = await findWorkspace(shell.cwd, flags.workspace ?? folder);
  const { passes = PASSES, json } = flags;
  const { result, interruptCode } = await measuringAgain(shell, { workspace, flags }, (campaign) =>
    calibrate(campaign, passes),
  );
  if (result instanceof RunHalted) return tellHalt(shell, result, { interruptCode, document: json ? {} : null });
  shell.print(json ? JSON.stringify({ workspace: workspace.root, ...result }) : renderCalibration(result));
}
