import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseRows } from '../../src/store/results.ts';
import { useTempFolderForAll } from '../platform/temp.ts';
import { blocks, plantSkill, runShell } from '../support/documentation.ts';
import { INSTALLED, pythonProgram } from '../support/python.ts';

const PACKAGES = ['pandas==3.1.1', 'duckdb==2.0.0'];
const python = await pythonProgram({
  folder: join('skillratchet-test-tables', PACKAGES.join('-')),
  packages: PACKAGES,
  program: 'python',
  proof: INSTALLED,
});
const temp = useTempFolderForAll();
const inWorkspace = (...path: readonly string[]) => join(temp(), 'my-skill-autoresearch', ...path);

/** What the block of the page prints that holds a text. */
async function printed(part: string): Promise<string> {
  const [block, ...others] = (await blocks('docs/tables.md', 'python')).filter((one) => one.includes(part));
  expect(others, part).toEqual([]);
  const { exitCode, stdout, stderr } = await execa(python ?? '', ['-c', block ?? ''], {
    cwd: temp(),
    env: { PYTHONUTF8: '1', COLUMNS: '200' },
    reject: false,
  });
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

/** The cells of the rows that DuckDB draws, without its head. */
function cellsIn(table: string): readonly (readonly string[])[] {
  const lines = table.split('\n').filter((line) => line.startsWith('│'));
  return lines.slice(2).map((line) => {
    const cells = line.split('│').slice(1, -1);
    return cells.map((cell) => cell.trim());
  });
}

async function rewritten(path: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(path, 'utf8');
  await rm(path);
  await writeFile(path, change(text));
}

describe.skipIf(python === null)('the page on tables, with real pandas and DuckDB', () => {
  beforeAll(async () => {
    await plantSkill(temp());
    for (const block of await blocks('docs/tables.md', 'sh')) {
      const { exitCode, stderr } = await runShell(temp(), block);
      expect(exitCode, stderr).toBe(0);
    }
  }, 120_000);

  it('shows a progression of all rows, also where a cell begins with a quotation mark', async () => {
    await rewritten(inWorkspace('results.tsv'), (text) => text.replace('Initial', '"Initial'));
    const { rows } = parseRows(await readFile(inWorkspace('results.tsv'), 'utf8'));
    const lines = (await printed('results.tsv')).split('\n').slice(1);
    expect(lines).toHaveLength(3);
    for (const [number, { score, action }] of rows.entries()) {
      const shown = score === '' ? 'NaN' : String(Number(score));
      expect(lines[number]).toMatch(new RegExp(`^ +${number} +${shown}0* .* ${action} `));
    }
  });

  it('shows metrics, versions and the fresh passes', async () => {
    const text = await printed('leaderboard.csv');
    expect(text).toMatch(/^pass_rates\.breaking +0\.333333/m);
    expect(text).toMatch(/^0 +v0 .*baseline/m);
    const { evals } = JSON.parse(await readFile(inWorkspace('final.json'), 'utf8'));
    expect(evals).toHaveLength(6);
    for (const { eval_id } of evals)
      expect(text).toMatch(new RegExp(`^\\d +${eval_id} +[01]\\.\\d+ +[01]\\.\\d+$`, 'm'));
  });

  it('finds the best of each eval, where it was reached first, and passes over what is not known', async () => {
    const head = 'eval_id,trial,outcome,passed,total,pass_rate,tokens_in,tokens_out,cost_usd,duration_ms\n';
    await rewritten(inWorkspace('iteration-1/metric_history.csv'), () => `${head}breaking,1,timeout,,,,,,,5\n`);
    const again = 'breaking,1,graded,5,6,0.8333,1,2,,5\nmixed,1,graded,3,6,0.5,1,2,,5\n';
    await rewritten(inWorkspace('iteration-2/metric_history.csv'), () => `${head}${again}`);
    const rows = cellsIn(await printed('reached_in'));
    expect(rows).toHaveLength(6);
    expect(rows).toContainEqual(['breaking', '0.3333333333333333', '0.8333333333333334', '2']);
    expect(rows).toContainEqual(['mixed', '0.5', '0.5', '0']);
  });

  it('adds up tokens and cost only where all of them are known', async () => {
    const head = 'eval_id,trial,outcome,passed,total,pass_rate,tokens_in,tokens_out,cost_usd,duration_ms\n';
    const known = 'a,1,graded,1,2,0.5,10,5,0.25,5\n';
    await rewritten(inWorkspace('iteration-1/metric_history.csv'), () => `${head}${known}${known}`);
    await rewritten(inWorkspace('iteration-2/metric_history.csv'), () => `${head}${known}b,1,timeout,,,,,,,5\n`);
    const [first, ...others] = cellsIn(await printed('cost_usd) ='));
    expect(first).toEqual(['0', '6', expect.stringMatching(/^\d{4}$/), 'NULL']);
    expect(others).toEqual([
      ['1', '2', '30', '0.5'],
      ['2', '2', 'NULL', 'NULL'],
    ]);
  });

  it('counts the expectations that failed', async () => {
    const rows = cellsIn(await printed('grading.json'));
    expect(rows).toHaveLength(5);
    expect(Number(rows[0]?.[1])).toBeGreaterThan(0);
  });

  it('loads artifacts and training data', async () => {
    const text = await printed('litellm-trajectory.jsonl');
    expect(cellsIn(text)).toContainEqual(['breaking', '0', '0.3333333333333333']);
    expect(text).toMatch(/^\['user', 'assistant'/m);
    expect(text).toMatch(/^0 +\w+-iter-0\/eval-\S+__t1 +0\.\d+$/m);
  });

  it('is tested whole', async () => {
    expect(await blocks('docs/tables.md', 'python')).toHaveLength(6);
  });
});
