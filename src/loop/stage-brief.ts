import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Grading } from '../core/schema/grading.ts';
import { decidingEvals, type EvalCase } from '../core/schema/suite.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import { copyTree } from '../platform/tree.ts';
import { evalFolder, iterationOf, type TrialPlace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { isEvals } from '../store/tree-hash.ts';
import { readGrading, readTrial } from '../store/trials.ts';
import { trialPlaces } from './pass-results.ts';
import type { ProposalPart } from './proposal-part.ts';

/** Fills the improver's work folder: the incumbent without evals, what it fails and why, and what was tried before. */
export async function stageBrief(parts: ProposalPart, cwd: string): Promise<void> {
  await copyTree(parts.campaign.workspace.candidate, join(cwd, 'skill'), { exclude: isEvals, mode: writable });
  await stageFailures(parts, join(cwd, 'failures'));
  await stageHistory(parts, join(cwd, 'history'));
}

/** A skill that its author keeps read-only is edited all the same. */
function writable({ type, mode }: { readonly type: string; readonly mode: number }): number {
  return mode | (type === 'folder' ? 0o700 : 0o200);
}

async function stageFailures({ campaign, incumbent }: ProposalPart, folder: string): Promise<void> {
  await mkdir(folder);
  const number = iterationOf(incumbent) ?? 0;
  for (const evalCase of decidingEvals(campaign.evals)) {
    const trial = await firstFailing(trialPlaces(campaign.workspace, number, evalCase));
    if (trial === null) continue;
    const { place, record, grading } = trial;
    const to = join(folder, evalFolder(evalCase.id));
    await mkdir(to);
    await writeFile(join(to, 'expectations.md'), expectationsPage(evalCase, grading, record.error?.message ?? null));
    await writeFile(join(to, 'transcript.md'), (await readText(place.transcript)) ?? '');
  }
}

interface FailingTrial {
  readonly place: TrialPlace;
  readonly record: TrialRecord;
  /** null when it was not measured. */
  readonly grading: Grading | null;
}

async function firstFailing(places: readonly TrialPlace[]): Promise<FailingTrial | null> {
  for (const place of places) {
    const [record, grading] = [await readTrial(place), await readGrading(place)];
    if (record !== null && grading?.summary.failed !== 0) return { place, record, grading };
  }
  return null;
}

function expectationsPage(evalCase: EvalCase, grading: Grading | null, error: string | null): string {
  const items = grading?.expectations ?? [];
  const list = (passed: boolean): string =>
    items
      .map((item, index) => ({ ...item, number: index + 1 }))
      .filter((item) => item.passed === passed)
      .map((item) => `${item.number}. ${item.text}\n   evidence: ${item.evidence.replaceAll(/\s+/g, ' ')}`)
      .join('\n');
  return [
    `# Eval ${evalCase.id}`,
    ...(error === null ? [] : [`Not measured: ${error}`]),
    `## Prompt\n\n${evalCase.prompt}`,
    `## Failing expectations\n\n${list(false)}`,
    `## Passing expectations\n\n${list(true)}\n`,
  ].join('\n\n');
}

async function stageHistory({ campaign, earlier }: ProposalPart, folder: string): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, 'results.tsv'), (await readText(campaign.workspace.results)) ?? '');
  for (const { number, proposal, decision } of earlier) {
    if (number === 0 || proposal === null || decision === null) continue;
    const to = join(folder, `iteration-${number}`);
    await mkdir(to);
    const { fixed, broken } = decision.flips;
    const page = [
      `# Iteration ${number}: ${decision.row.action}`,
      `- changelog: ${proposal.changelog}`,
      `- hypothesis: ${proposal.hypothesis}`,
      `- reason: ${decision.reason}`,
      `- fixed: ${fixed.join(', ') || 'nothing'}`,
      `- broken: ${broken.join(', ') || 'nothing'}`,
    ];
    await writeFile(join(to, 'decision.md'), `${page.join('\n')}\n`);
    await cp(campaign.workspace.iteration(number).patch, join(to, 'changes.patch'));
  }
}
