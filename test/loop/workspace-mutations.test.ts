/**
 * A mutated record of a workspace of ours never crashes a command nor raises a score:
 * 1. no command that reads ends as only a bug does;
 * 2. `verify` names the file, or finds no difference; as long as it finds none, `log`, `status`, `show` and `compare`
 *    show no score, best score or kept iteration that is higher than what was measured;
 * 3. a run that goes on with a mutated record refuses it, or ends with no higher score than was measured, or `verify`
 *    names a difference afterwards. Of the open iteration, whose records no seal covers yet, it is always one of the
 *    first two.
 */
import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { removeTree } from '../../src/platform/tree-remove.ts';
import { type Bench, smallBench } from '../support/campaign.ts';
import { type Claims, lookAt, raised } from '../support/claims.ts';
import { inProcess } from '../support/commands.ts';
import { cutText, jsonMutation, MUTATIONS_TIMEOUT, mutatedJson, mutations, textCut } from '../support/mutations.ts';
import { rowsMutation } from '../support/row-mutations.ts';
import { pathsBelow } from '../support/workspace-files.ts';

const ITERATIONS = 3;
const LAST = `iteration-${ITERATIONS - 1}`;

let folder = '';
let bench: Bench;
let measured: Claims = new Map();
const texts = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-mutations-'));
  bench = await smallBench(folder);
  await bench.improve({ limits: { iterations: ITERATIONS - 1 } });
  const { claims, crashes } = await lookAt(bench.workspace.root, ITERATIONS);
  expect(crashes).toEqual([]);
  measured = claims;
  for (const path of await pathsBelow(bench.workspace.root)) {
    if (RECORDS.test(path)) texts.set(path, await bench.text(path));
  }
});
afterAll(() => removeTree(folder));

/** What one of these and one other file know alone, may be named as the other file's fault. */
const WITNESSES = [`${LAST}/MANIFEST.sha256`, 'events.jsonl'];

const RECORDS =
  /^((run|state)\.json|events\.jsonl|results\.tsv|leaderboard\.csv|best|manifests\/.*|fallbacks\/fingerprint\.json|iteration-\d\/(eval-\w\/)?([a-z]+\.json|MANIFEST\.sha256|metric_history\.csv))$/;

const WORDS = [
  ...[
    true,
    false,
    0,
    1,
    2,
    4,
    0.5,
    -1,
    1e308,
    '',
    '1',
    '0.9',
    '4/4',
    'keep',
    'kept',
    'graded',
    'v0',
    'v1',
    'v9',
    [],
    {},
  ],
  ...['expectations', 'summary', 'passed', 'pass_rate', 'total', 'score', 'best', 'outcome', 'decision', 'row', 'path'],
  ...['../../etc', '__proto__', 'constructor', 'é\ud800', 'link', 'folder', 'a', 'b', 'schema_version'],
];

interface Mutation {
  readonly path: string;
  readonly text: string;
}

/** Records of all kinds, as often as each other, whatever how many there are of them. */
function mutated(paths: readonly string[]): fc.Arbitrary<Mutation> {
  const kindOf = (path: string) => path.replace(/^(iteration|manifests).*\//, '$1/');
  const kind = fc.constantFrom(...new Set(paths.map(kindOf)));
  const path = kind.chain((kind) => fc.constantFrom(...paths.filter((path) => kindOf(path) === kind)));
  return path.chain((path) => {
    const before = texts.get(path) ?? '';
    const text = path.endsWith('.json')
      ? jsonMutation(WORDS, 2).map((mutation) => mutatedJson(before, mutation))
      : path.endsWith('.tsv') || path.endsWith('.csv')
        ? rowsMutation.map((change) => change(before))
        : textCut.map((cut) => cutText(before, cut));
    return text.map((text) => ({ path, text }));
  });
}

it('a mutated record never crashes a command nor raises a score', { timeout: MUTATIONS_TIMEOUT }, async () => {
  const { root } = bench.workspace;
  const ends = { named: 0, silent: 0 };
  const property = fc.asyncProperty(mutated([...texts.keys()]), async ({ path, text }) => {
    await rm(join(root, path), { force: true });
    await writeFile(join(root, path), text);
    try {
      const { claims, crashes } = await lookAt(root, ITERATIONS);
      const { code, stdout, stderr } = await inProcess(root, 'verify');
      expect({ crashes, code, stderr }).toEqual({ crashes: [], code: expect.toBeOneOf([0, 2, 6]), stderr });
      ends[code === 0 ? 'silent' : 'named'] += 1;
      if (code === 0) expect(raised(measured, claims)).toEqual([]);
      if (code === 6 && !WITNESSES.includes(path)) expect(stdout).toContain(path);
    } finally {
      await rm(join(root, path), { force: true });
      await writeFile(join(root, path), texts.get(path) ?? '');
    }
  });
  await fc.assert(property, mutations(0.05, 31));
  expect(ends.named).toBeGreaterThan(ends.silent);
});

const CLOSING = [`${LAST}/MANIFEST.sha256`, `${LAST}/decision.json`];

/** A workspace as it was before its last iteration was decided: what that measured is stored, and no seal covers it. */
async function openCopy(): Promise<string> {
  const root = join(folder, 'open');
  await removeTree(root);
  await cp(bench.workspace.root, root, { recursive: true, verbatimSymlinks: true });
  for (const path of CLOSING) await rm(join(root, path));
  for (const table of ['results.tsv', 'leaderboard.csv']) {
    const lines = (texts.get(table) ?? '').split('\n');
    await writeFile(join(root, table), [...lines.slice(0, ITERATIONS), ''].join('\n'));
  }
  const events = (texts.get('events.jsonl') ?? '').split('\n');
  const decided = events.findIndex((line) => /"decided".*"iteration":2/.test(line));
  await writeFile(join(root, 'events.jsonl'), [...events.slice(0, decided), ''].join('\n'));
  return root;
}

/** Goes on until the open iteration is decided; what it said where it refused. */
async function goOn(workspace: string): Promise<string | null> {
  try {
    await bench.improve({ workspace, limits: { iterations: ITERATIONS - 1 }, tampered: true });
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

it('a run goes on to the scores that were measured', async () => {
  const root = await openCopy();
  expect(await goOn(root)).toBe(null);
  const { claims } = await lookAt(root, ITERATIONS);
  expect(claims).toEqual(measured);
});

it('a run that goes on refuses a grading that leaves out what failed', async () => {
  const root = await openCopy();
  const path = `${LAST}/eval-a/grading.json`;
  const grading = JSON.parse(texts.get(path) ?? '');
  grading.expectations.pop();
  grading.summary = { total: 3, passed: 2, failed: 1, pass_rate: 2 / 3 };
  await rm(join(root, path));
  await writeFile(join(root, path), JSON.stringify(grading));
  expect(await goOn(root)).toContain(`${path} /expectations/3: is null, and must be`);
  expect((await lookAt(root, ITERATIONS)).claims.get('log 2')).toBeUndefined();
});

it('a mutated record never raises a score of the run that goes on', { timeout: MUTATIONS_TIMEOUT }, async () => {
  const stored = [...texts.keys()].filter((path) => !CLOSING.includes(path));
  const open = stored.filter((path) => path.startsWith(LAST) && !/(metrics|config|environment|timing)/.test(path));
  const ends = { refused: 0, went: 0 };
  const property = fc.asyncProperty(fc.oneof(mutated(stored), mutated(open)), async ({ path, text }) => {
    const root = await openCopy();
    await rm(join(root, path), { force: true });
    await writeFile(join(root, path), text);
    const refusal = await goOn(root);
    ends[refusal === null ? 'went' : 'refused'] += 1;
    const { claims, crashes } = await lookAt(root, ITERATIONS);
    expect(crashes).toEqual([]);
    const { code } = await inProcess(root, 'verify');
    const isTold = code !== 0 && !open.includes(path);
    if (refusal === null && !isTold) expect(raised(measured, claims)).toEqual([]);
  });
  await fc.assert(property, mutations(0.01, 32));
  expect(Math.min(ends.refused, ends.went)).toBeGreaterThan(0);
});
