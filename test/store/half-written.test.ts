import { stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { sweepHalfWritten } from '../../src/store/half-written.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { useTempFolder } from '../platform/temp.ts';
import { pathsBelow } from '../support/workspace-files.ts';
import { writeTree } from '../support/write-tree.ts';

const folder = useTempFolder();
const iteration = (number: number, sealed: boolean) => ({ number, sealed, proposal: null, decision: null });

it('removes half-written records of the open iteration, of what is derived, and of the workspace, and nothing else', async () => {
  const kept = {
    'results.tsv': '',
    'lock.host.12.34': '',
    'v0/notes.1': '',
    'candidate/notes.1': '',
    'manifests/v0.json': '',
    'iteration-0/MANIFEST.sha256': '',
    'iteration-0/eval-1/trial.json.123': '',
    'iteration-0/decision.json.21594.58': '',
    'iteration-1/eval-1.2/trial.json': '',
    'iteration-1/eval-1.2/outputs/report.2024': '',
    'iteration-1/eval-1.2/attempts/1/trial.json': '',
    'iteration-1/candidate/data.7': '',
  };
  const halfWritten = {
    'results.tsv.3906311131': '',
    'best.5': '',
    'manifests/v0.json.77': '',
    'iteration-0/report.md.21594.58': '',
    'iteration-0/metrics.json.21594.9': '',
    'iteration-1/proposal.json.123': '',
    'iteration-1/MANIFEST.sha256.9': '',
    'iteration-1/eval-1.2/trial.json.2039255135': '',
    'iteration-1/eval-1.2/attempts/1/transcript.md.4': '',
  };
  await writeTree(folder(), kept);
  const before = await pathsBelow(folder());
  await writeTree(folder(), halfWritten);
  const state = { run: null, iterations: [iteration(0, true), iteration(1, false)] };
  await sweepHalfWritten(workspaceAt(folder()), state);
  expect(await pathsBelow(folder())).toEqual(before);
});

it('ends a sealing that a kill cut short before the seal lost its write bits', async () => {
  await writeTree(folder(), { 'iteration-0/MANIFEST.sha256': '', 'iteration-1/MANIFEST.sha256': '' });
  const modeOf = async (number: number) => (await stat(`${folder()}/iteration-${number}/MANIFEST.sha256`)).mode & 0o222;
  expect(await modeOf(1)).not.toBe(0);
  await sweepHalfWritten(workspaceAt(folder()), { run: null, iterations: [iteration(0, true), iteration(1, true)] });
  expect(await modeOf(1)).toBe(0);
});

it('is content with a workspace in which nothing stands yet', async () => {
  await sweepHalfWritten(workspaceAt(folder()), { run: null, iterations: [] });
  expect(await pathsBelow(folder())).toEqual([]);
});
