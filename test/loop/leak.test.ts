import { lstat, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leakInFolder, leakInGiven } from '../../src/loop/find-leak.ts';
import { type Bench, CHECKED, JUDGED, type Start, skillFollowing, smallBench } from '../support/campaign.ts';
import { writeTree } from '../support/write-tree.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-leak-'));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

/** Case A by checks, B by the judge, and three more of A, so that one void trial leaves enough of a baseline. */
const EVALS = [CHECKED, JUDGED, ...['c', 'd', 'e'].map((id) => ({ ...CHECKED, id }))];
const STATED = 'canary-of-the-suite-26b5c67b';

/** The source of an expression that is the run's own canary: an agent that went where it has no business. */
const canaryIn = ({ workspace }: Bench) =>
  `fs.readFileSync(${JSON.stringify(join(workspace.fallbacks, 'canary'))}, 'utf8').trim()`;

/** An executor that does its work, and in one eval of one step something else as well. */
function leaky(bench: Bench, deed: string, { when = "request.prompt.includes('case B')" } = {}): Promise<string> {
  const roles = `async executor(request) {
    const canary = ${canaryIn(bench)};
    if (${when}) { ${deed} }
    return planRoles.executor(request);
  }`;
  return bench.agent('leaky', roles);
}

async function runsOf(bench: Bench, start: Start, iterations = 0) {
  return bench.improve({ config: { retries: 2 }, limits: { iterations }, ...start });
}

/** Files of the workspace with the canary in them, but for those that hold it by design. */
async function holding(bench: Bench, canary: string): Promise<readonly string[]> {
  const { root } = bench.workspace;
  const paths = await readdir(root, { recursive: true });
  const found = await Promise.all(
    paths.map(async (path) => {
      const at = join(root, path);
      return (await lstat(at)).isFile() && (await readFile(at)).includes(canary) ? [path] : [];
    }),
  );
  return found.flat().sort();
}

describe('an executor that shows the canary', () => {
  it.each([
    ['in what it says', 'say(canary);', 'transcript.md'],
    ['in a tool result', "emit({ type: 'tool_result', id: 't', output: canary, is_error: false });", 'transcript.md'],
    ['on standard error', 'process.stderr.write(canary);', 'transcript.md'],
    ['in an output', "fs.writeFileSync(join(request.cwd, 'copied.txt'), canary);", 'outputs/copied.txt'],
    [
      'deep in a large binary output',
      "fs.mkdirSync('x'); fs.writeFileSync('x/y.bin', Buffer.concat([Buffer.alloc(1e6 - 9), Buffer.from(canary), Buffer.of(0)]));",
      'outputs/x/y.bin',
    ],
    ["in a file's name", 'fs.writeFileSync(canary, canary);', 'the name of a file in outputs'],
  ])('%s voids its trial: no retry, no grading, no score', async (_, deed, place) => {
    const bench = await smallBench(folder, {}, EVALS);
    const outcome = await runsOf(bench, { agent: await leaky(bench, deed) });
    expect(outcome.stopReason).toBe('iterations');
    expect(await bench.json('iteration-0', 'eval-b', 'trial.json')).toMatchObject({
      outcome: 'leak',
      error: { kind: null, message: `the canary stands in ${place}` },
      attempts: 1,
    });
    expect(await readdir(join(bench.workspace.iteration(0).dir, 'eval-b'))).not.toContain('grading.json');
    expect(await bench.calls('executor')).toBe(EVALS.length);
    expect(await bench.calls('judge')).toBe(0);
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline']);
    expect(await bench.json('iteration-0', 'decision.json')).toMatchObject({
      unmeasured: [{ eval_id: 'b', trial: 1, outcome: 'leak', kind: null }],
    });
    expect(outcome.events).toContainEqual(expect.objectContaining({ event: 'trial_ended', outcome: 'leak' }));
  });

  it('voids a trial that failed as well, instead of being asked again', async () => {
    const bench = await smallBench(folder, {}, EVALS);
    await runsOf(bench, { agent: await leaky(bench, "say(canary); return { status: 'error', error: 'no' };") });
    expect(await bench.json('iteration-0', 'eval-b', 'trial.json')).toMatchObject({ outcome: 'leak', attempts: 1 });
    expect(await bench.calls('executor')).toBe(EVALS.length);
  });

  it('with a candidate leaves that without a score, and the run goes on; no improver reads of it', async () => {
    const bench = await smallBench(folder);
    const isStepOne = "fs.readFileSync(join(request.skill.dir, 'SKILL.md'), 'utf8').includes('(step 1)')";
    const agent = await leaky(bench, 'say(canary);', { when: `request.prompt.includes('case B') && ${isStepOne}` });
    await runsOf(bench, { agent }, 2);
    expect((await bench.rows())[1]).toBe('1  0.25 reverted');
    expect(await bench.json('iteration-1', 'decision.json')).toMatchObject({
      reason: 'drop: leak: the canary stands in a trial of eval b',
      unmeasured: [{ eval_id: 'b', outcome: 'leak' }],
    });
    expect(await bench.json('iteration-2', 'proposal.json')).toMatchObject({ rejected: null });
  });

  it('in a trial of the incumbent: the improver is shown other failures only', async () => {
    const bench = await smallBench(folder, {}, EVALS);
    const dump = join(folder, 'dump');
    const roles = `async executor(request) {
      const canary = ${canaryIn(bench)};
      if (request.prompt.includes('case B')) say(canary);
      return planRoles.executor(request);
    }, async improver(request) {
      fs.writeFileSync(${JSON.stringify(dump)}, fs.readdirSync('failures').join());
      return planRoles.improver(request);
    }`;
    await runsOf(bench, { agent: await bench.agent('both', roles) }, 1);
    expect(await readFile(dump, 'utf8')).toBe('eval-a,eval-c,eval-d,eval-e');
    expect(await bench.json('iteration-1', 'proposal.json')).toMatchObject({ rejected: null });
  });
});

describe('an executor that would be given the canary of the suite is not called', () => {
  const suite = JSON.stringify({ canary: STATED, evals: [{ ...CHECKED, files: ['data/a.bin'] }, JUDGED] });

  it.each([
    // The eval that has no such input is run.
    ['in an input', { files: { 'evals/data/a.bin': `\0${STATED}\0` }, passed: {}, place: 'work/a.bin', calls: 1 }],
    ['in the skill', { files: { 'b/c.md': `Says ${STATED}.` }, passed: {}, place: 'skill/b/c.md', calls: 0 }],
    ['in a variable', { files: {}, passed: { MINE: `x${STATED}` }, place: 'the variable MINE', calls: 0 }],
  ])('%s', async (_, { files, passed, place, calls }) => {
    const bench = await smallBench(folder, { 'evals/data/a.bin': '', ...files, 'evals/evals.json': suite });
    expect((await runsOf(bench, { passed })).stopReason).toBe('unmeasured');
    expect(await bench.json('iteration-0', 'eval-a', 'trial.json')).toMatchObject({
      outcome: 'leak',
      error: { message: `the canary stands in ${place}` },
      usage: { input_tokens: 0, cost_usd: 0 },
    });
    expect(await bench.calls('executor')).toBe(calls);
  });
});

describe('a proposal', () => {
  const improver = (bench: Bench, deed: string) =>
    bench.agent(
      'improver',
      `async improver(request) {
        const canary = ${canaryIn(bench)};
        const answer = await planRoles.improver(request);
        if (!fs.existsSync('history/iteration-1')) { ${deed} }
        return answer;
      }`,
    );

  it.each([
    ['an edited file', "fs.appendFileSync('skill/SKILL.md', canary);", 'skill/SKILL.md'],
    [
      'a new binary file',
      "fs.writeFileSync('skill/x', Buffer.concat([Buffer.of(0), Buffer.from(canary)]));",
      'skill/x',
    ],
    ["a link's target", "fs.symlinkSync(canary, 'skill/link');", 'skill/link'],
    ["a file's name", "fs.writeFileSync('skill/' + canary, '');", 'the name of a file in skill'],
    ['what it says of it', 'answer.structured.changelog = canary;', "the improver's answer"],
    ['what it said before', 'say(canary);', "the improver's answer"],
  ])(
    'with the canary in %s is rejected without a trial, and the next improver is given none',
    async (_, deed, place) => {
      const bench = await smallBench(folder);
      await runsOf(bench, { improver: await improver(bench, deed) }, 2);
      const reason = `drop: leak: the canary stands in ${place}`;
      expect(await bench.json('iteration-1', 'proposal.json')).toMatchObject({ rejected: reason });
      expect(await bench.json('iteration-1', 'decision.json')).toMatchObject({ reason, decision: 'discard' });
      expect(await bench.calls('executor', 1)).toBe(0);
      expect(await bench.json('iteration-2', 'proposal.json')).toMatchObject({ rejected: null });
      expect(await bench.calls('executor', 2)).toBe(2);
      const canary = (await bench.text('sealed', 'canary')).trim();
      const elsewhere = (await holding(bench, canary)).filter(
        (path) => !/^iteration-1\/(candidate\/|changes|proposal|MANIFEST)/.test(path),
      );
      expect(elsewhere).toEqual(['fallbacks/canary', 'sealed/canary']);
      expect(await bench.text('results.tsv')).not.toContain(canary);
    },
  );

  it('that repeats an expectation of 60 characters word for word is warned of, once, and tried', async () => {
    const text = 'Each breaking change says what a user of it has to do to upgrade';
    const evals = [{ ...JUDGED, expectations: [text, ...JUDGED.expectations] }];
    const bench = await smallBench(folder, { 'SKILL.md': skillFollowing('1 1 1 1', '4 8 12') }, evals);
    const [first, second] = [text.slice(0, 20), text.slice(20)];
    const quotes = await bench.agent(
      'quotes',
      `async improver(request) {
        fs.mkdirSync('skill/notes', { recursive: true });
        fs.writeFileSync('skill/notes/a.md', ${JSON.stringify(`${first}\n${second}`)} + fs.readdirSync('history'));
        return planRoles.improver(request);
      }`,
    );
    const { events } = await runsOf(bench, { improver: quotes }, 2);
    const warnings = events.filter((event) => event.event === 'warning' && event.kind === 'verbatim_expectation');
    expect(warnings).toEqual([
      expect.objectContaining({
        message: 'verbatim_expectation: notes/a.md repeats the expectation b#1 word for word',
      }),
    ]);
    expect(await bench.json('iteration-1', 'proposal.json')).toMatchObject({ rejected: null });
  });
});

describe('a judge', () => {
  it('is told the canary in confidence; what it repeats of it is not kept, where improvers would read it', async () => {
    const bench = await smallBench(folder, {}, [JUDGED]);
    const judge = await bench.agent(
      'repeats',
      `async judge(request) {
        const answer = await planRoles.judge(request);
        const canary = /skillratchet-canary-\\w+/.exec(request.prompt)[0];
        for (const item of answer.structured.expectations) item.evidence = 'seen: ' + canary;
        answer.structured.eval_feedback = { suggestions: [canary], overall: canary };
        return answer;
      }`,
    );
    await runsOf(bench, { judge }, 1);
    const canary = (await bench.text('fallbacks', 'canary')).trim();
    expect(await holding(bench, canary)).toEqual(['fallbacks/canary', 'sealed/canary']);
    expect(await bench.json('iteration-0', 'eval-b', 'grading.json')).toMatchObject({
      expectations: LINES_SEEN,
      eval_feedback: { suggestions: [{ assertion: '[canary]', reason: '' }], overall: '[canary]' },
    });
    expect(await bench.json('iteration-1', 'proposal.json')).toMatchObject({ rejected: null });
  });
});

const LINES_SEEN = JUDGED.expectations.map(() => expect.objectContaining({ evidence: 'seen: [canary]' }));

describe('a check', () => {
  it('that quotes a file of the suite quotes no canary', async () => {
    const expectations = [...CHECKED.expectations, { type: 'equals_file', file: 'result.txt', expected: 'x.txt' }];
    const files = {
      'evals/x.txt': `${STATED}\n`,
      'evals/evals.json': JSON.stringify({ canary: STATED, evals: [{ ...CHECKED, expectations }] }),
    };
    const bench = await smallBench(folder, files);
    await runsOf(bench, {}, 1);
    expect(await bench.text('iteration-0', 'eval-a', 'grading.json')).toContain('[canary]');
    expect(await bench.json('iteration-1', 'proposal.json')).toMatchObject({ rejected: null });
  });
});

describe('the canary of the run', () => {
  it('is put back with a warning where an agent changed it, and stays the same', async () => {
    const bench = await smallBench(folder);
    await runsOf(bench, {}, 0);
    const before = await bench.text('fallbacks', 'canary');
    await writeTree(bench.workspace.root, { 'sealed/canary': 'nothing' });
    const { events } = await runsOf(bench, {}, 1);
    const message = 'canary_changed: sealed/canary was changed and is put back';
    expect(events).toContainEqual(expect.objectContaining({ event: 'warning', message }));
    for (const place of ['fallbacks', 'sealed']) expect(await bench.text(place, 'canary')).toBe(before);
  });
});

describe('a folder', () => {
  const canaries = { own: 'the-canary-of-the-run', stated: [] };

  it('is looked through in the order of its paths, but for what is left out', async () => {
    await writeTree(folder, { 'a/b': canaries.own, c: canaries.own, d: { link: canaries.own } });
    expect(await leakInFolder(canaries, folder, { name: '' })).toBe('a/b');
    expect(await leakInFolder(canaries, folder, { name: 'x', exclude: (path) => path === 'a' })).toBe('x/c');
    expect(await leakInFolder({ own: 'another canary', stated: [] }, folder, { name: 'x' })).toBe(null);
  });

  it('is named with the prompt and the variables among what an agent would be given', async () => {
    const place = { canaries, environment: { MINE: 'x' } };
    await writeTree(folder, { 'failures/a/transcript.md': canaries.own });
    expect(await leakInGiven(place, { prompt: 'Do it.', folders: { '': folder } })).toBe('failures/a/transcript.md');
    expect(await leakInGiven(place, { prompt: canaries.own, folders: {} })).toBe('the prompt');
    expect(await leakInGiven(place, { prompt: 'Do it.', folders: {} })).toBe(null);
  });
});
