import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSuite, readSuite } from '../../src/evals/suite.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Planted, writeTree } from '../support/write-tree.ts';

const folder = useTempFolder();
const EVAL = { prompt: 'Do it.', expectations: ['It is done'] };

/** A skill whose suite is this JSON, or this text. */
function skillWith(suite: unknown, more: Readonly<Record<string, Planted>> = {}): Promise<string> {
  const text = typeof suite === 'string' ? suite : JSON.stringify(suite);
  return writeTree(folder(), { 'evals/evals.json': text, ...more });
}

/** What is said when a suite is refused. */
async function refusal(suite: unknown, more?: Readonly<Record<string, Planted>>): Promise<string> {
  const root = await skillWith(suite, more);
  const error: unknown = await loadSuite(root).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'UserError', code: 'invalid_evals' });
  return error instanceof Error ? error.message : '';
}

describe('a file that is no suite is refused', () => {
  it.each([
    ['', 'evals/evals.json:1:1: is no JSON (value expected).'],
    ['{\n  "evals": [}\n}', 'evals/evals.json:2:13: is no JSON'],
    ['\uFEFF{"evals" []}', 'evals/evals.json:1:10: is no JSON (colon expected).'],
    ['{"evals": [] // none\n}', 'evals/evals.json:1:14: is no JSON (invalid comment token).'],
    ['{"evals": [1,]}', 'is no JSON'],
    ['{"evals": "\u0001"}', 'is no JSON'],
    ['{"evals": [{"prompt": "a",\n "prompt": "b"}]}', 'evals/evals.json:2:2: /evals/0/prompt is there twice.'],
    [`${'['.repeat(200)}${']'.repeat(200)}`, 'evals/evals.json: is nested deeper than 100 levels.'],
    [`${'['.repeat(100_000)}`, 'evals/evals.json: is no JSON'],
    [{}, 'holds no list "evals" with at least one eval; there is [].'],
    [{ evalz: [EVAL] }, 'there is ["evalz"]. Did you mean "evals"?'],
    [{ evals: [] }, 'holds no list "evals" with at least one eval; there is [].'],
    [{ evals: { a: EVAL } }, 'holds no list "evals"'],
    ['"evals"', 'holds no list "evals"'],
    [{ evals: [EVAL], tests: [EVAL] }, 'has both "evals" and "tests"; keep one'],
    [{ cases: [{ prompt: 'Do it.' }] }, '/cases: holds no expectation at all, so nothing could be decided'],
  ])('%j', async (suite, message) => {
    expect(await refusal(suite)).toContain(message);
  });

  it('when it is not there, a folder, or no UTF-8', async () => {
    await expect(loadSuite(folder())).rejects.toMatchObject({ message: expect.stringContaining('does not exist.') });
    await writeTree(folder(), { 'a/evals/evals.json': null, 'b/evals/evals.json': new Uint8Array([123, 255, 125]) });
    await expect(loadSuite(join(folder(), 'a'))).rejects.toMatchObject({
      message: expect.stringContaining('is a folder.'),
    });
    await expect(loadSuite(join(folder(), 'b'))).rejects.toMatchObject({
      message: expect.stringContaining('is no UTF-8.'),
    });
  });
});

describe('an eval that cannot be understood is refused, with place, value and what would be', () => {
  it.each([
    ['Do it.', '/evals/0: is no eval; it is "Do it.". Write {"prompt": "…"'],
    [{ ...EVAL, prompt: '  ' }, '/evals/0/prompt: is empty; it is "  "'],
    [{ ...EVAL, prompt: 'TODO: a request' }, '/evals/0/prompt: is still to be written'],
    [{ ...EVAL, prompt: 7 }, '/evals/0/prompt: must be a text; it is 7'],
    [
      { promt: 'Do it.', expectations: ['a'] },
      'has no "prompt" (nor "query", "question", "input", "query_flow") among ["promt","expectations"]. Did you mean "prompt"?',
    ],
    [{ ...EVAL, query: 'Do that.' }, '/evals/0: has "prompt" and "query", which differ; keep the one that is meant'],
    [{ ...EVAL, query_flow: ['Do that.'] }, '/evals/0: has "prompt" and "query_flow", which differ'],
    [{ expectations: ['a'], query_flow: [] }, '/evals/0/query_flow: has no turn; it is []'],
    [
      { expectations: ['a'], query_flow: [{ says: 'a' }] },
      '/evals/0/query_flow/0: must be a text, or an object with "text"',
    ],
    [{ ...EVAL, id: 1.5 }, '/evals/0/id: must be a whole number or a text; it is 1.5'],
    [{ ...EVAL, id: null }, '/evals/0/id: must be a whole number or a text; it is null'],
    [{ ...EVAL, id: 'x'.repeat(101) }, '/evals/0/id: has more than 100 characters'],
    [
      { ...EVAL, split: 'trian' },
      '/evals/0/split: must be one of train, val, test. Did you mean "train"?; it is "trian"',
    ],
    [{ ...EVAL, split: 'holdout' }, '/evals/0/split: must be one of train, val, test; it is "holdout"'],
    [{ ...EVAL, runs: 0 }, '/evals/0/runs: must be a whole number from 1 to 100; it is 0'],
    [{ ...EVAL, runs: 1e9 }, '/evals/0/runs: must be a whole number from 1 to 100'],
    [{ ...EVAL, timeout: '10s' }, '/evals/0/timeout: must be a number of seconds above 0, at most 86400; it is "10s"'],
    [{ ...EVAL, weight: -1 }, '/evals/0/weight: must be a number from 0 on; it is -1'],
    [
      { ...EVAL, expected_output: { a: 1 } },
      '/evals/0/expected_output: must be a text, or a list of texts; it is {"a":1}',
    ],
    [{ ...EVAL, expectations: 'It is done' }, '/evals/0/expectations: must be a list, such as ["The report'],
    [{ ...EVAL, expectations: [7] }, '/evals/0/expectations/0: must be a sentence, or an object such as'],
    [{ ...EVAL, assertions: [{}] }, '/evals/0/assertions/0: has neither "type" nor any of "text"'],
    [{ ...EVAL, assertions: [{ text: ' ' }] }, '/evals/0/assertions/0/text: is empty'],
    [
      { ...EVAL, expectations: [{ type: 'file_exist', description: 'a' }] },
      '/evals/0/expectations/0: the check "file_exist" is unknown; the nearest is "file_exists"',
    ],
    [{ ...EVAL, expectations: [{ type: 'vibes' }] }, '/evals/0/expectations/0: the check "vibes" is unknown'],
    [{ ...EVAL, expectations: [{ type: 'file_exists' }] }, '/evals/0/expectations/0: file_exists: "file"'],
    [
      { ...EVAL, deterministic_checks: [{ type: 'quality', text: 'a' }] },
      '/evals/0/deterministic_checks/0: the check "quality" is unknown',
    ],
    [{ ...EVAL, deterministic_checks: ['a'] }, '/evals/0/deterministic_checks/0: must be an object; it is "a"'],
    [
      { ...EVAL, deterministic_assertions: [{ cmd: 'ls' }] },
      '/evals/0/deterministic_assertions/0/cmd: must be a list of words',
    ],
    [{ ...EVAL, deterministic_assertions: [{ cmd: [] }] }, '/evals/0/deterministic_assertions/0/cmd: has no word'],
    [{ ...EVAL, scorers: [{ type: 'regex', pattern: '(' }] }, '/evals/0/scorers/0: final_message_matches: '],
    [{ ...EVAL, scorers: [{ type: 'accuracy' }] }, '/evals/0/scorers/0: the check "accuracy" is unknown'],
  ])('%j', async (evalCase, message) => {
    expect(await refusal({ evals: [evalCase] })).toContain(message);
  });

  it('all of them at once', async () => {
    const said = await refusal({ evals: [EVAL, { ...EVAL, runs: 0 }, { ...EVAL, files: ['none'], split: 'x' }, 5] });
    expect(said.split('\n').map((line) => line.split(' ')[1])).toEqual([
      '/evals/1/runs:',
      '/evals/2/split:',
      '/evals/3:',
    ]);
  });

  it('with an id that another has, or one that would have the same folder', async () => {
    const twice = await refusal([EVAL, { ...EVAL, id: 1 }, { ...EVAL, id: 'A b' }, { ...EVAL, id: 'a-B' }]);
    expect(twice).toContain('/1/id: the id "1" is used twice (first at /0)');
    expect(twice).toContain('/3/id: the id "a-B" names the same folder as "A b" (first at /2)');
  });
});

describe('an input file is refused', () => {
  it.each([
    ['/etc/passwd', 'leaves the skill'],
    ['data/../../x', 'leaves the skill'],
    ['evals', 'holds the evals, which no agent may see'],
    ['.', 'holds the evals'],
    ['evals/evals.json', 'holds the evals'],
    ['./evals//evals.json', 'holds the evals'],
    ['evals.json', 'holds the evals'],
    ['.git/config', 'is no part of a skill'],
    ['a\0b', 'cannot be the name of a file'],
    ['x'.repeat(300), 'cannot be the name of a file'],
    ['data/none.csv', 'does not exist below the skill, nor below its evals/'],
    ['dangling', 'does not exist'],
    [{ path: '../a', content: '' }, 'leaves the skill'],
    [{ content: 'a' }, 'must be a path, or {"path": "data.csv", "content": "a,b"}'],
  ])('%j', async (file, message) => {
    await symlink('nowhere', join(await writeTree(folder(), { 'data/a': '' }), 'dangling'));
    expect(await refusal({ evals: [{ ...EVAL, files: [file] }] })).toContain(`/evals/0/files/0: `);
    expect(await refusal({ evals: [{ ...EVAL, files: [file] }] })).toContain(message);
  });

  it.each([
    [['data/a', './data/a']],
    [['data/a', { path: 'data/a', content: 'b' }]],
    [['data', { path: 'data/b', content: 'b' }]],
    [
      [
        { path: 'b', content: '' },
        { path: 'b/c', content: '' },
      ],
    ],
  ])('that takes the place of another: %j', async (files) => {
    const said = await refusal({ evals: [{ ...EVAL, files }] }, { 'data/a': 'a' });
    expect(said).toMatch(/\/evals\/0\/files: "\S+" takes the place of "\S+"; give them different names/);
  });

  it('only with a warning where missing ones are allowed', async () => {
    const root = await skillWith({ evals: [{ ...EVAL, files: ['none', 'there'] }] }, { there: 'x' });
    const { evals, warnings } = await loadSuite(root, { allowMissingFiles: true });
    expect(evals[0]?.files).toEqual([{ type: 'path', name: 'there', source: 'there' }]);
    expect(warnings).toMatchObject([{ severity: 'warning', place: '/evals/0/files/0' }]);
  });
});

it('a file of the skill is preferred to one of the evals', async () => {
  const root = await skillWith([{ ...EVAL, files: ['data/a'] }], { 'data/a': '', 'evals/data/a': '' });
  expect((await loadSuite(root)).evals[0]?.files).toMatchObject([{ source: 'data/a' }]);
});

it('files beside the suite that nobody runs yet never stop it, whatever they hold', async () => {
  const more = { 'evals/trigger-eval.json': '[{"query": "a"}]', 'evals/evaluation.xml': 'no XML' };
  const root = await skillWith([EVAL], more);
  const said = (await loadSuite(root)).warnings.map(({ file, message }) => `${file} ${message}`);
  expect(said).toEqual([
    'evals/trigger-eval.json is no list of {"query": "…", "should_trigger": true}; such evals are not run yet',
    'evals/evaluation.xml holds 0 cases; such evals are not run yet',
  ]);
  await writeTree(root, { 'evals/trigger-eval.json': '[' });
  expect((await loadSuite(root)).warnings[0]?.message).toMatch(
    /^cannot be read: evals\/trigger-eval.json:1:2: is no JSON/,
  );
});

it('the evals that can be understood are read even where others cannot', async () => {
  const root = await skillWith([{ ...EVAL, id: 'a' }, 7, { ...EVAL, id: 'b' }]);
  const { evals, problems } = await readSuite(root);
  expect(evals.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(problems.map(({ place }) => place)).toEqual(['/1']);
});

it.skipIf(process.getuid?.() === 0)('a suite that may not be read is no invalid one', async () => {
  const root = await skillWith([EVAL]);
  await chmod(join(root, 'evals/evals.json'), 0);
  await expect(loadSuite(root)).rejects.toMatchObject({ code: 'EACCES' });
});

it('a field of a check is not taken for the words of the expectation', async () => {
  const root = await skillWith([{ ...EVAL, expectations: [{ type: 'tool_called', name: 'Bash' }] }]);
  const [expectation] = (await loadSuite(root)).evals[0]?.expectations ?? [];
  expect(expectation?.text).toBe('tool_called name "Bash"');
});
