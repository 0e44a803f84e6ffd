import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createRedact } from '../../../src/agents/redact.ts';
import { archiveRun } from '../../../src/records/archive/archive-run.ts';
import { readIndex } from '../../../src/records/archive/index-file.ts';
import { statusOf } from '../../../src/records/archive/metadata.ts';
import { workspaceAt } from '../../../src/store/layout.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { CHECKED, fixtureAgent, smallBench } from '../../support/campaign.ts';

const temp = useTempFolder();
const SECRET = 'hunter2-hunter2';
const END = { exit_code: 0, started_at: '2026-11-21T10:00:00Z', completed_at: '2026-11-21T10:05:00Z' };

async function ranTo(iterations: number) {
  const bench = await smallBench(temp(), {}, [CHECKED]);
  await bench.improve({ limits: { iterations } });
  return bench.workspace;
}

async function archived(exit_code = 0, workspace = workspaceAt(join(temp(), 'plan-autoresearch'))) {
  const redact = createRedact([SECRET]);
  return archiveRun(join(temp(), 'artifacts'), {
    ...{ workspace, redact, programs: [fixtureAgent('plan')] },
    end: { ...END, exit_code },
  });
}

const inArchive = (...path: readonly string[]) => readFile(join(temp(), 'artifacts', ...path), 'utf8');

describe('the archive of a run', () => {
  it('has five parts, and an entry in the list', async () => {
    const workspace = await ranTo(2);
    const said = `the password is ${SECRET}`;
    await appendFile(
      workspace.events,
      `${JSON.stringify({ event: 'warning', at: '2026-11-21T10:05:00Z', message: said })}\n`,
    );
    expect(await archived()).toBe('run_001');
    const names = await readdir(join(temp(), 'artifacts/archives/run_001'));
    expect(names.sort()).toEqual(['config.yaml', 'metadata.yaml', 'monitor.md', 'scripts', 'session.log']);
    const metadata = parse(await inArchive('archives/run_001/metadata.yaml'));
    expect(Object.keys(metadata)).toEqual(
      'id block started_at completed_at status exit_code repos notes results inputs'.split(' '),
    );
    expect(metadata).toMatchObject({
      ...{ id: 'run_001', block: 'plan', status: 'completed', exit_code: 0, repos: {} },
      results: {
        baseline: 0.25,
        best: 0.5,
        best_version: 'v1',
        iterations: 2,
        kept: 1,
        reverted: 1,
        stop_reason: 'iterations',
      },
      inputs: { skill_sha256: expect.stringMatching(/^[0-9a-f]{64}$/), evals_sha256: expect.any(String) },
    });
    expect(parse(await inArchive('archives/run_001/config.yaml'))).toMatchObject({ config: { rule: 'strict' } });
    expect(await inArchive('archives/run_001/session.log')).toMatch(/ iteration 1 kept 0\.5/);
    expect(await inArchive('archives/run_001/session.log')).not.toContain(SECRET);
    expect(await readdir(join(temp(), 'artifacts/archives/run_001/scripts'))).toEqual(['plan.js']);
    expect(await readIndex(join(temp(), 'artifacts'))).toEqual({
      entries: [
        {
          ...{ id: 'run_001', started_at: END.started_at, completed_at: END.completed_at, status: 'completed' },
          archive: 'archives/run_001/',
          notes: '0.25 → 0.5 (v1) in 2 iterations, stopped by iterations',
        },
      ],
      problems: [],
    });
  });

  it('is added to the list, of which no byte changes, whatever somebody else wrote into it', async () => {
    await ranTo(0);
    await archived();
    const index = join(temp(), 'artifacts/index.yaml');
    await appendFile(index, '- {id: other, status: running}\n- nonsense\n- id: unended\n  status: failed');
    const before = await readFile(index, 'utf8');
    expect(await archived(130)).toBe('run_002');
    expect((await readFile(index, 'utf8')).slice(0, before.length)).toBe(before);
    const { entries, problems } = await readIndex(join(temp(), 'artifacts'));
    expect(entries.map(({ id, status }) => [id, status])).toEqual([
      ['run_001', 'completed'],
      ['other', 'running'],
      ['unended', 'failed'],
      ['run_002', 'interrupted'],
    ]);
    expect(problems).toEqual([expect.stringContaining('index.yaml /2')]);
  });

  it('of a run that ended before anything was measured says that', async () => {
    await mkdir(join(temp(), 'plan-autoresearch'), { recursive: true });
    await archived(4);
    expect(parse(await inArchive('archives/run_001/metadata.yaml'))).toMatchObject({
      ...{ status: 'failed', exit_code: 4, notes: 'nothing was measured (no end was noted)' },
      results: { baseline: null, best: null },
    });
  });

  it('takes the next free number, and none that another run takes at the same time', async () => {
    await ranTo(0);
    const ids = await Promise.all(Array.from({ length: 6 }, () => archived()));
    expect([...ids].sort()).toEqual([1, 2, 3, 4, 5, 6].map((number) => `run_00${number}`));
    expect((await readIndex(join(temp(), 'artifacts'))).entries).toHaveLength(6);
  });

  it('is written into no folder that holds something else', async () => {
    await ranTo(0);
    await mkdir(join(temp(), 'artifacts'));
    await writeFile(join(temp(), 'artifacts', 'mine.txt'), '');
    await expect(archived()).rejects.toMatchObject({ code: 'usage' });
    expect(await readdir(join(temp(), 'artifacts'))).toEqual(['mine.txt']);
  });
});

it.each([
  [0, 'completed'],
  [3, 'completed'],
  [5, 'completed'],
  [130, 'interrupted'],
  [143, 'interrupted'],
  [1, 'failed'],
  [2, 'failed'],
  [4, 'failed'],
  [6, 'failed'],
] as const)('the exit code %i is %s', (code, status) => {
  expect(statusOf(code)).toBe(status);
});

describe('a list of archives', () => {
  it.each([
    ['runs:\n  - {id: a, status: completed}\n', ['a']],
    ['[]\n', []],
    ['', []],
  ])('%j is read', async (text, ids) => {
    await writeFile(join(temp(), 'index.yaml'), text);
    expect((await readIndex(temp())).entries.map(({ id }) => id)).toEqual(ids);
  });

  it('that is no YAML, or not there, is named', async () => {
    await expect(readIndex(temp())).rejects.toThrow('does not exist');
    await writeFile(join(temp(), 'index.yaml'), 'a: [');
    await expect(readIndex(temp())).rejects.toThrow('index.yaml: ');
  });
});
