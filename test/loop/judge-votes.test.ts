import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gradingSchema } from '../../src/core/schema/grading.ts';
import { voteRecordSchema } from '../../src/core/schema/vote.ts';
import { orderOf } from '../../src/core/votes.ts';
import { measureBaseline } from '../../src/loop/improve.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { exists } from '../../src/platform/exists.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, JUDGED, type Start, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();

/** A judge that notes its question in `asked.jsonl` and whose verdicts `verdicts` gives, from the number of its call on. */
const noting = (folder: string, verdicts: string) => `judge: (request) => {
  const log = ${JSON.stringify(join(folder, 'asked.jsonl'))};
  const call = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trimEnd().split('\\n').length + 1 : 1;
  const order = [...request.prompt.matchAll(/^(\\d+)\\. Line/gm)].map(([, number]) => Number(number));
  fs.appendFileSync(log, JSON.stringify({ seed: request.seed, order, prompt: request.prompt }) + '\\n');
  const item = (id) => ({ id, ...(${verdicts})(call, id) });
  return { text: '', structured: { expectations: order.map(item) } };
}`;
const QUOTE = `evidence: '"passes: 1"'`;
/** Passes 1 always, 2 in the first call only, 3 in all but the first. */
const WAVERING = `(call, id) => ({ passed: id === 1 || (id === 2 && call === 1) || (id === 3 && call > 1), ${QUOTE} })`;

async function baseline(bench: Bench, start: Start = {}): Promise<void> {
  const { campaign, close } = await bench.open(start);
  await measureBaseline(campaign).finally(close);
}

async function benchWith(verdicts: string): Promise<{ bench: Bench; judge: string }> {
  const bench = await smallBench(temp(), {}, [JUDGED]);
  return { bench, judge: await bench.agent('judge', noting(temp(), verdicts)) };
}

async function asked(): Promise<readonly { seed: number; order: number[]; prompt: string }[]> {
  const path = join(temp(), 'asked.jsonl');
  if (!(await exists(path))) return [];
  return (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function gradingOf(bench: Bench) {
  return gradingSchema.parse(await bench.json('iteration-0', 'eval-b', 'grading.json'));
}

describe('a judge', () => {
  it('is asked in the order of the call’s seed, which is recorded; our texts stand in our order', async () => {
    const { bench, judge } = await benchWith(WAVERING);
    await baseline(bench, { judge });
    const [call] = await asked();
    const grading = await gradingOf(bench);
    expect(call?.order).toEqual(orderOf([1, 2, 3, 4], call?.seed ?? -1));
    expect(grading.judge).toMatchObject({
      asked: 1,
      votes: [{ seed: call?.seed, order: call?.order }],
      agreement: null,
    });
    expect(grading.expectations.map(({ text, passed }) => [text, passed])).toEqual([
      ['Line 01 is done', true],
      ['Line 02 is done', true],
      ['Line 03 is done', false],
      ['Line 04 is done', false],
    ]);
    expect(grading.expectations.map(({ evidence_verified }) => evidence_verified)).toEqual(Array(4).fill(true));
  });

  it('is asked alike whatever the version and the iteration', async () => {
    const { bench, judge } = await benchWith(`() => ({ passed: false, evidence: 'nothing' })`);
    await bench.improve({ judge, limits: { iterations: 2 } });
    const prompts = (await asked()).map(({ prompt }) => prompt.split('\n').sort().join('\n'));
    expect(prompts.length).toBeGreaterThan(1);
    expect(new Set(prompts).size).toBe(1);
  });

  it('that is asked three times decides by the majority, in orders of their own, with each vote on record', async () => {
    const { bench, judge } = await benchWith(WAVERING);
    await baseline(bench, { judge, config: { judge_votes: 3 } });
    const calls = await asked();
    const { judge: told, expectations } = await gradingOf(bench);
    expect(expectations.map(({ passed }) => passed)).toEqual([true, false, true, false]);
    expect(told?.votes.map(({ seed, order }) => ({ seed, order }))).toEqual(
      calls.map(({ seed, order }) => ({ seed, order })),
    );
    expect(new Set(calls.map(({ seed }) => seed)).size).toBe(3);
    expect(told?.agreement).toBeCloseTo((3 + 1 + 1 + 3) / 12, 12);
    expect(await bench.calls('judge')).toBe(3);
    expect(await exists(join(bench.workspace.root, 'iteration-0', 'eval-b', 'votes'))).toBe(false);
  });

  it('that was stopped between two votes is never asked again for the first', async () => {
    const { bench, judge } = await benchWith(WAVERING);
    const stop = { requested: () => stopped, abort: new AbortController().signal };
    let stopped = false;
    const onEvent = ({ event, ...told }: { event: string }) => {
      if (event === 'call_started' && 'role' in told && told.role === 'judge') stopped = true;
    };
    const start = { judge, config: { judge_votes: 3 } };
    await baseline(bench, { ...start, stop, onEvent });
    const kept = voteRecordSchema.parse(await bench.json('iteration-0', 'eval-b', 'votes', '1.json'));
    expect(await asked()).toHaveLength(1);
    await baseline(bench, start);
    expect(await asked()).toHaveLength(3);
    expect((await gradingOf(bench)).judge?.votes[0]).toEqual(kept.vote);
  });

  it('decides by the usable votes where most are usable; a tie among them is a fail', async () => {
    const odd = `(call, id) => call === 2 ? { passed: 'perhaps' } : { passed: call === 1, ${QUOTE} }`;
    const { bench, judge } = await benchWith(odd);
    await baseline(bench, { judge, config: { judge_votes: 3 } });
    const { judge: told, summary } = await gradingOf(bench);
    expect({ asked: told?.asked, usable: told?.votes.length, passed: summary.passed }).toEqual({
      asked: 3,
      usable: 2,
      passed: 0,
    });
  });

  it('with too few usable votes leaves the trial unmeasured', async () => {
    const { bench, judge } = await benchWith(`(call) => call < 3 ? { passed: 'perhaps' } : { passed: true, ${QUOTE} }`);
    await baseline(bench, { judge, config: { judge_votes: 3 } });
    expect(await bench.json('iteration-0', 'eval-b', 'trial.json')).toMatchObject({ outcome: 'judge_error' });
  });
});

describe('evidence that does not exist', () => {
  const INVENTED = `(call, id) => ({ passed: id === 1, evidence: call < LAST ? '"never written"' : '"passes: 1"' })`;

  it('is recorded, and passes all the same', async () => {
    const { bench, judge } = await benchWith(INVENTED.replace('LAST', '9'));
    await baseline(bench, { judge });
    expect((await gradingOf(bench)).expectations[0]).toMatchObject({ passed: true, evidence_verified: false });
  });

  it('is asked for once more where it is taken strictly', async () => {
    const { bench, judge } = await benchWith(INVENTED.replace('LAST', '2'));
    await baseline(bench, { judge, config: { strict_evidence: true } });
    const [, again, ...more] = await asked();
    expect(again?.prompt).toContain('the evidence for 1 stands word for word neither in transcript.md nor in outputs/');
    expect(more).toEqual([]);
    expect((await gradingOf(bench)).expectations[0]).toMatchObject({ passed: true, evidence_verified: true });
  });

  it('leaves the trial unmeasured when it is given a second time', async () => {
    const { bench, judge } = await benchWith(INVENTED.replace('LAST', '9'));
    await baseline(bench, { judge, config: { strict_evidence: true, retries: 2 } });
    expect(await asked()).toHaveLength(2);
    expect(await bench.json('iteration-0', 'eval-b', 'trial.json')).toMatchObject({
      outcome: 'judge_error',
      error: { message: expect.stringContaining('no such evidence') },
    });
  });

  it('does not matter for what fails', async () => {
    const { bench, judge } = await benchWith(`() => ({ passed: false, evidence: '"never written"' })`);
    await baseline(bench, { judge, config: { strict_evidence: true } });
    expect(await asked()).toHaveLength(1);
  });
});

describe('a grading that was altered', () => {
  it.each<[string, [string | RegExp, string], string]>([
    ['a verdict that its votes do not give', ['"passed": false', '"passed": true'], '/expectations/1/passed'],
    [
      'evidence that is called found',
      ['"evidence_verified": false', '"evidence_verified": true'],
      '/evidence_verified',
    ],
    ['an order that its seed does not give', ['"order": [', '"order": [\n 9,'], '/judge/votes/0/order'],
    ['an agreement', [/"agreement": 0\.\d+/, '"agreement": 1'], '/judge/agreement'],
  ])('%s is named', async (_, [from, to], place) => {
    const quotes = `(call, id) => ({ passed: id === 1 || (id === 3 && call > 1), evidence: '"never written"' })`;
    const { bench, judge } = await benchWith(quotes);
    await baseline(bench, { judge, config: { judge_votes: 3 } });
    const path = join(bench.workspace.root, 'iteration-0', 'eval-b', 'grading.json');
    await chmod(path, 0o644);
    await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
    const { differences } = await verifyRun(bench.workspace);
    expect(differences.map((one) => ('place' in one ? one.place : one.kind)).join(' ')).toContain(place);
  });
});

describe('a judge of the executor’s own kind', () => {
  const warned = async (bench: Bench) =>
    (await bench.events()).filter((event) => event.event === 'warning' && event.kind === 'judge');

  it('is named once in a run', async () => {
    const bench = await smallBench(temp());
    await bench.improve({ limits: { iterations: 0 } });
    await bench.improve({ limits: { iterations: 1 } });
    expect(await warned(bench)).toMatchObject([{ message: expect.stringContaining('the judge of its own work') }]);
  });

  it('is no matter where another judges, or where checks decide everything', async () => {
    const { bench, judge } = await benchWith(WAVERING);
    await baseline(bench, { judge });
    expect(await warned(bench)).toEqual([]);
    const checked = await smallBench(join(temp(), 'checked'), {}, [CHECKED]);
    await baseline(checked);
    expect(await warned(checked)).toEqual([]);
  });
});
