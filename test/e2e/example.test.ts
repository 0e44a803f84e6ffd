import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grading } from '../../src/core/schema/grading.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { scripted } from '../support/cli.ts';
import { openScene, type Scene, setScene, writeAgent } from '../support/scene.ts';
import { brokenSeals, pathsBelow, readJson, resultsOf, withoutTimes } from '../support/workspace-files.ts';
import { ODD_NAMES, writeTree } from '../support/write-tree.ts';

/** As the file format reference shows it. */
const EXAMPLE = `iteration	timestamp	score	best_score	action	changelog
0	2025-01-15T10:30:00+00:00	0.66	0.66	baseline	Initial evaluation
1	2025-01-15T10:35:00+00:00	0.78	0.78	kept	Added output format specification
2	2025-01-15T10:40:00+00:00	0.72	0.78	reverted	Error handling rewrite caused regression
3	2025-01-15T10:45:00+00:00	0.85	0.85	kept	Added examples and clarified edge cases
`;

const ODD = {
  ...Object.fromEntries(ODD_NAMES.map((name) => [`odd names/${name}`, name])),
  'scripts/check.sh': { run: '#!/bin/sh\nexit 0\n' },
  'assets/bytes.bin': Uint8Array.from({ length: 256 }, (_, byte) => byte),
  'references/deep/er/note.md': 'deep\n',
  'references/latest.md': { link: 'deep/er/note.md' },
  '.dotfile': '',
  empty: null,
};

const ITERATIONS = [0, 1, 2, 3];
const EVALS = [1, 2, 3, 4];
const TRIALS = ITERATIONS.flatMap((iteration) => EVALS.map((id) => join(`iteration-${iteration}`, `eval-${id}`)));

describe('improve, on the example of the file format reference', () => {
  let scene: Scene;
  let close: () => Promise<void>;
  let original: Awaited<ReturnType<typeof hashTree>>;
  const inWorkspace = (...parts: readonly string[]) => join(scene.workspace, ...parts);
  const gradingOf = (trial: string): Promise<Grading> => readJson(inWorkspace(trial, 'grading.json'));

  beforeAll(async () => {
    ({ scene, close } = await openScene());
    await writeTree(scene.skill, ODD);
    original = await hashTree(scene.skill);
    const env = ['--env', 'PLAN_CALL_LOG'];
    const { code, stderr } = await scene.run([
      'improve',
      scene.skill,
      '--agent',
      scripted('plan'),
      '--iterations',
      '3',
      ...env,
    ]);
    if (code !== 0) throw new Error(stderr);
  });
  afterAll(() => close());

  it('writes the rows of the example, byte for byte but for the times', async () => {
    expect(await resultsOf(scene.workspace)).toBe(withoutTimes(EXAMPLE));
  });

  it('writes times in UTC that never go back', async () => {
    const [, ...rows] = (await readFile(inWorkspace('results.tsv'), 'utf8')).trimEnd().split('\n');
    const times = rows.map((row) => Date.parse(row.split('\t')[1] ?? ''));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.abs(Date.now() - (times[0] ?? 0))).toBeLessThan(600_000);
  });

  it('makes a version of each kept iteration only, and says which is the best', async () => {
    const versions = (await readdir(scene.workspace)).filter((name) => /^v\d+$/.test(name)).sort();
    expect(versions).toEqual(['v0', 'v1', 'v3']);
    expect(await readFile(inWorkspace('best'), 'utf8')).toBe('v3\n');
    expect((await readdir(inWorkspace('manifests'))).sort()).toEqual(['v0.json', 'v1.json', 'v3.json']);
  });

  it('leaves the original untouched, and keeps it whole as v0', async () => {
    expect(await hashTree(scene.skill)).toEqual(original);
    const frozen = await hashTree(inWorkspace('v0'));
    expect(frozen.map(contentOf)).toEqual(original.map(contentOf));
    expect((await readJson(inWorkspace('manifests', 'v0.json'))).entries).toEqual(original);
  });

  it('takes the write bits from snapshots and closed iterations', async () => {
    expect(await writableFiles(inWorkspace('v0'))).toEqual([]);
    expect(await writableFiles(inWorkspace('v3'))).toEqual([]);
    expect(await writableFiles(inWorkspace('iteration-2'))).toEqual([
      ...['metric_history.csv', 'metrics.json', 'report.md'],
    ]);
    expect((await stat(inWorkspace('v0', 'scripts/check.sh'))).mode & 0o777).toBe(0o555);
  });

  it('leaves the candidate as the best version, with the modes of the original', async () => {
    const candidate = await hashTree(inWorkspace('candidate'));
    expect(candidate).toEqual((await readJson(inWorkspace('manifests', 'v3.json'))).entries);
    expect(candidate.filter(({ path }) => path !== 'SKILL.md')).toEqual(
      original.filter(({ path }) => path !== 'SKILL.md'),
    );
  });

  it('keeps the tree that was scored, also of the reverted iteration', async () => {
    expect(await readFile(inWorkspace('iteration-2', 'candidate', 'SKILL.md'), 'utf8')).toContain('(step 2)');
    expect(await readFile(inWorkspace('iteration-2', 'changes.patch'), 'utf8')).toContain(
      '+plan: 18 18 18 18 (step 2)',
    );
  });

  it('keeps transcript, outputs and grading of every trial', async () => {
    for (const trial of TRIALS) {
      expect(await readdir(inWorkspace(trial, 'outputs'))).toEqual(['result.txt']);
      const transcript = await readFile(inWorkspace(trial, 'transcript.md'), 'utf8');
      expect(transcript).toMatch(/Work through case [A-D] and write the result to result\.txt\./);
      expect(transcript).toContain('Tool call: Write');
      expect(transcript).toMatch(
        /wrote \d+ finished lines\n```\n\n## Final message\n\n> Case [A-D]: \d+ lines are finished\./,
      );
    }
  });

  it('grades exactly the expectations of the suite, in their order', async () => {
    const { evals } = await readJson(scene.skill, 'evals', 'evals.json');
    for (const trial of TRIALS) {
      const { summary, expectations } = await gradingOf(trial);
      const stated = evals[Number(trial.at(-1)) - 1].expectations;
      const texts = stated.map((item: string | { description: string }) =>
        typeof item === 'string' ? item : item.description,
      );
      expect(expectations.map(({ expectation, text }) => [expectation, text])).toEqual(
        texts.map((text: string) => [text, text]),
      );
      const passed = expectations.filter((item) => item.passed).length;
      expect(summary).toEqual({ pass_rate: passed / 25, passed, failed: 25 - passed, total: 25 });
      expect(expectations.every(({ evidence }) => evidence !== '')).toBe(true);
    }
  });

  it('takes as score the mean of the pass rates, and as best score the highest so far', async () => {
    const rows = (await resultsOf(scene.workspace)).trimEnd().split('\n').slice(1);
    let best = 0;
    for (const [iteration, row] of rows.entries()) {
      const gradings = await Promise.all(EVALS.map((id) => gradingOf(join(`iteration-${iteration}`, `eval-${id}`))));
      const mean = gradings.reduce((sum, { summary }) => sum + summary.pass_rate, 0) / EVALS.length;
      best = Math.max(best, mean);
      expect(row.split('\t').slice(2, 4).map(Number)).toEqual([expect.closeTo(mean), expect.closeTo(best)]);
    }
  });

  it('seals every iteration', async () => {
    expect(await brokenSeals(scene.workspace)).toEqual([]);
  });

  it('measures the baseline before it asks the improver, and makes no call twice', async () => {
    const roles = (await scene.calls()).map(({ role }) => role);
    const pass = ['executor', 'executor', 'executor', 'executor', 'judge'];
    expect(roles.slice(0, 5).sort()).toEqual(pass);
    expect(roles.sort()).toEqual([...pass, 'improver', ...pass, 'improver', ...pass, 'improver', ...pass].sort());
  });

  it('makes no further call when it is asked again, and changes nothing that is closed', async () => {
    const before = { calls: await scene.calls(), files: await pathsBelow(scene.workspace) };
    const { code, stdout } = await scene.run(['improve', scene.skill]);
    expect({ code, calls: await scene.calls(), files: await pathsBelow(scene.workspace) }).toEqual({
      code: 0,
      ...before,
    });
    expect(stdout).toContain('the iterations asked for are done');
    expect(await resultsOf(scene.workspace)).toBe(withoutTimes(EXAMPLE));
  });

  it('restores any version exactly', async () => {
    for (const version of ['v0', 'v1', 'best']) {
      const target = join(scene.root, 'old', version);
      const { code, stderr } = await scene.run(['restore', version, '--to', target]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const manifest = await readJson(inWorkspace('manifests', `${version === 'best' ? 'v3' : version}.json`));
      expect(await hashTree(target)).toEqual(manifest.entries);
    }
    expect(await hashTree(join(scene.root, 'old', 'v0'))).toEqual(original);
  });
});

/** As executor it repeats a secret of its environment. */
const BLABS = '{ executor(request) { say(process.env.SERVICE_TOKEN); return planRoles.executor(request); } }';

it('keeps secrets that an agent repeats out of every file', async () => {
  const scene = await setScene();
  const secret = 'tk-4f7a99b1c2';
  const flags = ['--agent', await writeAgent(scene, BLABS), '--env', 'SERVICE_TOKEN', '--eval', '1'];
  const { code } = await scene.run(['eval', scene.skill, ...flags], { env: { SERVICE_TOKEN: secret } });
  expect(code).toBe(0);
  const trial = join(scene.workspace, 'iteration-0', 'eval-1');
  expect(await readFile(join(trial, 'transcript.md'), 'utf8')).toContain('[redacted]');
  const files = (await readdir(scene.workspace, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')));
  expect(texts.filter((text) => text.includes(secret))).toEqual([]);
});

function contentOf<Entry extends object>(entry: Entry): Entry & { mode: null } {
  return { ...entry, mode: null };
}

async function writableFiles(folder: string): Promise<readonly string[]> {
  const paths = await pathsBelow(folder);
  const found = await Promise.all(
    paths.map(async (path) => {
      const stats = await stat(join(folder, path));
      return stats.isFile() && (stats.mode & 0o222) !== 0 ? [path] : [];
    }),
  );
  return found.flat();
}
