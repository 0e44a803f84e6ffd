import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '../core/schema/decision.ts';
import type { Grading } from '../core/schema/grading.ts';
import type { Row } from '../core/schema/row.ts';
import { type EvalCase, evalOf, shownEvals } from '../core/schema/suite.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import { copyTree } from '../platform/tree.ts';
import { evalFolder, iterationOf, type TrialPlace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { stringifyRows } from '../store/results.ts';
import { modesOf, readManifest } from '../store/snapshot.ts';
import { isEvals } from '../store/tree-hash.ts';
import { readGrading, readTrial, trialPlaces } from '../store/trials.ts';
import { isLeakReason } from './find-leak.ts';
import type { ProposalPart } from './proposal-part.ts';

/**
 * Fills the improver's work folder: the incumbent without evals, what it fails and why, and what was tried before. These
 * are many small files, each of which is written faster than a way through the thread pool takes.
 */
export async function stageBrief(parts: ProposalPart, cwd: string): Promise<void> {
  const { workspace } = parts.campaign;
  const modes = modesOf((await readManifest(workspace.manifest(parts.incumbent))).entries);
  await copyTree(workspace.version(parts.incumbent), join(cwd, 'skill'), {
    exclude: isEvals,
    mode: ({ type, path, mode }) => writable(type, modes.get(path) ?? mode),
  });
  await stageFailures(parts, join(cwd, 'failures'));
  await stageHistory(parts, join(cwd, 'history'));
}

/** A skill that its author keeps read-only is edited all the same. */
function writable(type: string, mode: number): number {
  return mode | (type === 'folder' ? 0o700 : 0o200);
}

async function stageFailures({ campaign, incumbent }: ProposalPart, folder: string): Promise<void> {
  mkdirSync(folder);
  const number = iterationOf(incumbent) ?? 0;
  for (const evalCase of shownEvals(campaign.evals)) {
    const trial = await firstFailing(await trialPlaces(campaign.workspace.iteration(number), evalCase.id));
    if (trial === null) continue;
    const { place, record, grading } = trial;
    const to = join(folder, evalFolder(evalCase.id));
    mkdirSync(to);
    writeFileSync(join(to, 'expectations.md'), expectationsPage(evalCase, grading, record.error?.message ?? null));
    writeFileSync(join(to, 'transcript.md'), (await readText(place.transcript)) ?? '');
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
    // What leaked would reach the improver with the transcript.
    if (record === null || record.outcome === 'leak') continue;
    if (grading?.summary.failed !== 0) return { place, record, grading };
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

/** Of evals that only decide, the improver learns no more than verdicts and how probable it is that they are right. */
async function stageHistory({ campaign, earlier }: ProposalPart, folder: string): Promise<void> {
  mkdirSync(folder);
  const isOpen = campaign.evals.every(({ split }) => split !== 'val');
  const shown = new Set(shownEvals(campaign.evals).map(({ id }) => id));
  const rows = earlier.flatMap(({ decision }) => (decision === null ? [] : [decision.row]));
  writeFileSync(join(folder, 'results.tsv'), stringifyRows(isOpen ? rows : rows.map(withoutScores)));
  for (const { number, proposal, decision } of earlier) {
    if (number === 0 || proposal === null || decision === null) continue;
    const to = join(folder, `iteration-${number}`);
    mkdirSync(to);
    const flips = (ids: readonly string[]) => ids.filter((id) => shown.has(evalOf(id))).join(', ') || 'nothing';
    const page = [
      `# Iteration ${number}: ${decision.row.action}`,
      `- changelog: ${proposal.changelog}`,
      `- hypothesis: ${proposal.hypothesis}`,
      `- reason: ${isOpen || proposal.rejected !== null ? decision.reason : probability(decision)}`,
      `- fixed: ${flips(decision.flips.fixed)}`,
      `- broken: ${flips(decision.flips.broken)}`,
    ];
    writeFileSync(join(to, 'decision.md'), `${page.join('\n')}\n`);
    if (isLeakReason(proposal.rejected)) continue;
    copyFileSync(campaign.workspace.iteration(number).patch, join(to, 'changes.patch'));
  }
}

function withoutScores(row: Row): Row {
  return { ...row, score: '', best_score: '' };
}

function probability({ numbers }: Decision): string {
  const p = numbers.p_better;
  return typeof p === 'number' ? `P(better) ${p.toFixed(2)}` : 'as its evals decided';
}
