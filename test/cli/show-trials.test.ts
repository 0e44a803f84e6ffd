import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { comparisonOf } from '../../src/cli/comparison-in.ts';
import { readIterationIn } from '../../src/cli/iteration-in.ts';
import { iterationRecord, shownIteration } from '../../src/cli/show-iteration.ts';
import { shownTrial, textsOf } from '../../src/cli/show-trial.ts';
import { warnOnce } from '../../src/cli/warn-once.ts';
import type { TrialRecord } from '../../src/core/schema/trial.ts';
import { type Workspace, workspaceAt } from '../../src/store/layout.ts';
import { grading } from '../core/gradings.ts';
import { useTempFolder } from '../platform/temp.ts';
import { RECORD } from '../store/trial-record.ts';
import { quietShell } from '../support/shell.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
let workspace: Workspace;

/** Iteration 0 passes 1 of 4 each time; iteration 1 differs between its trials, and a second eval timed out once. */
beforeEach(async () => {
  const failed = { outcome: 'timeout', error: { kind: null, message: 'did not finish in time' } } as const;
  const root = await writeTree(join(temp(), 'W'), {
    'events.jsonl': '',
    ...planted('iteration-0/eval-a', ['+---', '+---', '+---']),
    ...planted('iteration-1/eval-a', ['+++-', '++--', '++++']),
    ...planted('iteration-1/eval-b-2', ['+', null, '+'], { eval_id: 'b/2', ...failed }),
  });
  workspace = workspaceAt(root);
});

function planted(
  folder: string,
  marks: readonly (string | null)[],
  parts: Partial<TrialRecord> = {},
): Record<string, string> {
  const files = marks.flatMap((letters, index) => {
    const trial = index + 1;
    const place = trial === 1 ? folder : `${folder}/trial-${trial}`;
    const record = { ...RECORD, ...parts, trial, ...(letters === null ? {} : { outcome: 'graded', error: null }) };
    const stored = [[`${place}/trial.json`, JSON.stringify(record)]];
    return letters === null ? stored : [...stored, [`${place}/grading.json`, JSON.stringify(grading(letters))]];
  });
  return Object.fromEntries(files);
}

const read = (number: number) => readIterationIn(warnOnce(quietShell(temp())), workspace, number);

describe('an eval with several trials', () => {
  it('is shown with each of them and all together; without a score where one of them has none', async () => {
    const { evals } = await shownIteration(await read(1));
    expect(evals).toEqual([
      {
        eval_id: 'a',
        outcome: 'graded',
        kind: null,
        passed: 9,
        total: 12,
        trials: [
          { trial: 1, outcome: 'graded', kind: null, passed: 3, total: 4, reused_from: null },
          { trial: 2, outcome: 'graded', kind: null, passed: 2, total: 4, reused_from: null },
          { trial: 3, outcome: 'graded', kind: null, passed: 4, total: 4, reused_from: null },
        ],
        incumbent: null,
      },
      {
        eval_id: 'b/2',
        outcome: 'timeout',
        kind: null,
        passed: null,
        total: null,
        trials: [
          { trial: 1, outcome: 'graded', kind: null, passed: 1, total: 1, reused_from: null },
          { trial: 2, outcome: 'timeout', kind: null, passed: null, total: null, reused_from: null },
          { trial: 3, outcome: 'graded', kind: null, passed: 1, total: 1, reused_from: null },
        ],
        incumbent: null,
      },
    ]);
  });

  it('has every trial in the record for experiment trackers, and its mean in the metrics', async () => {
    const { metric_history, metrics } = await iterationRecord(await read(1));
    expect(metric_history.map(({ eval_id, trial, passed }) => [eval_id, trial, passed])).toEqual([
      ['a', 1, 3],
      ['a', 2, 2],
      ['a', 3, 4],
      ['b/2', 1, 1],
      ['b/2', 2, null],
      ['b/2', 3, 1],
    ]);
    expect(metrics).toMatchObject({ pass_rates: { a: 0.75, 'b/2': null } });
  });

  it('has fixed what passes in every trial', async () => {
    const { flips } = await comparisonOf(await read(0), await read(1));
    expect(flips).toEqual({ fixed: ['a#2'], broken: [] });
  });
});

describe('one trial', () => {
  const shown = async (name: string) => shownTrial(quietShell(temp()), await read(1), name);

  it.each([
    ['a', 'a', 1, 3],
    ['a/1', 'a', 1, 3],
    ['a/3', 'a', 3, 4],
    ['b/2', 'b/2', 1, 1],
    ['b/2/3', 'b/2', 3, 1],
  ])('is named %s', async (...[name, eval_id, trial, passed]) => {
    const { expectations, ...facts } = await shown(name);
    expect(facts).toMatchObject({ eval_id, trial, outcome: 'graded' });
    expect(facts.trials).toHaveLength(3);
    expect(expectations.filter((item) => item.passed)).toHaveLength(passed);
  });

  it('that was not measured says so', async () => {
    const { outcome, error, expectations } = await shown('b/2/2');
    expect({ outcome, error, expectations }).toEqual({
      outcome: 'timeout',
      error: 'did not finish in time',
      expectations: [],
    });
  });

  it('has what it wrote as text read, and nothing that is none', async () => {
    const outputs = join(workspace.root, 'iteration-1/eval-a/outputs');
    await writeTree(outputs, { 'a.md': 'a text', 'b.bin': Buffer.from([0, 1, 255]), 'c.txt': 'x'.repeat(100_001) });
    const texts = await textsOf(quietShell(temp()), await read(1), 'a');
    expect(texts).toEqual({ folder: 'W/iteration-1/eval-a/outputs', texts: [{ name: 'a.md', text: 'a text' }] });
  });

  it.each(['a/4', 'a/0', 'c', 'b'])('there is none of the name %s', async (name) => {
    await expect(shown(name)).rejects.toMatchObject({
      code: 'usage',
      hint: 'It has a (3 trials), b/2 (3 trials).',
    });
  });
});
