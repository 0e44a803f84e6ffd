import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, JUDGED, namesIn, skillFollowing, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const ONLY_BASELINE = { iterations: 0 };

describe('the executor', () => {
  it('gets the prompt unaltered, the inputs, the skill without its evals, and a fresh folder that is a git root', async () => {
    const files = ['data/in.txt'];
    const bench = await smallBench(temp(), { 'data/in.txt': 'DATA', 'scripts/run.sh': { run: '#!/bin/sh\n' } }, [
      { ...CHECKED, files },
    ]);
    const spy = await bench.agent(
      'spy',
      `executor(request) {
        const list = (folder) => fs.readdirSync(folder, { recursive: true }).sort();
        const seen = { request, cwd: list(request.cwd), skill: list(request.skill.dir), home: list(process.env.HOME) };
        fs.writeFileSync(join(request.cwd, 'seen.json'), JSON.stringify(seen));
        return { text: 'done' };
      }`,
    );
    await bench.improve({ agent: spy, limits: ONLY_BASELINE });
    const seen = await bench.json('iteration-0', 'eval-a', 'outputs', 'seen.json');
    expect(seen).toMatchObject({
      request: {
        role: 'executor',
        prompt: 'Work through case A.\n\nInput files, in the current folder:\n- data/in.txt\n- in.txt\n',
        skill: { name: 'plan', description: 'Follows a plan.' },
        schema: null,
        timeout_ms: 20_000,
        seed: expect.any(Number),
      },
      cwd: ['.git', '.git/HEAD', '.git/objects', '.git/refs', 'data', 'data/in.txt', 'in.txt'],
      skill: ['SKILL.md', 'data', 'data/in.txt', 'scripts', 'scripts/run.sh'],
      home: [],
    });
    expect(JSON.stringify(seen)).not.toContain('autoresearch');
    expect(await namesIn(join(bench.workspace.root, 'iteration-0', 'eval-a', 'outputs'))).toEqual(['seen.json']);
  });

  it('has the time that its eval allows', async () => {
    const bench = await smallBench(temp(), {}, [{ ...CHECKED, timeout: 0.3 }]);
    expect((await bench.improve({ agent: 'hangs' })).stopReason).toBe('unmeasured');
    expect(await bench.json('iteration-0', 'eval-a', 'trial.json')).toMatchObject({
      outcome: 'timeout',
      error: { kind: null },
    });
  });

  it('names the inputs that it deleted', async () => {
    const bench = await smallBench(temp(), { 'in.txt': 'x' }, [{ ...CHECKED, files: ['in.txt'] }]);
    const agent = await bench.agent(
      'deletes',
      "executor({ cwd }) { fs.rmSync(join(cwd, 'in.txt')); return { text: 'x' }; }",
    );
    await bench.improve({ agent, limits: ONLY_BASELINE });
    expect(await bench.json('iteration-0', 'eval-a', 'trial.json')).toMatchObject({ deleted_inputs: ['in.txt'] });
  });
});

describe('a trial that fails', () => {
  it.each([
    ['exits-3', 'crash', 'exited with code 3 without a result line'],
    ['no-result', 'protocol', 'ended without a result line'],
    ['empty', 'empty', 'completed with neither text nor files'],
  ])(
    'as %s does is an agent error (%s) without a score, and no row is written for a baseline of such',
    async (agent, kind, message) => {
      const outcome = 'agent_error';
      const bench = await smallBench(temp(), {}, [CHECKED]);
      const ran = await bench.improve({ agent });
      expect(ran).toMatchObject({
        stopReason: 'unmeasured',
        message: 'The baseline is undecided: 0 % measured, 80 % needed.',
      });
      expect(await bench.json('iteration-0', 'eval-a', 'trial.json')).toMatchObject({
        outcome,
        error: { kind, message },
      });
      expect(await namesIn(join(bench.workspace.root, 'iteration-0', 'eval-a'))).toEqual([
        'attempts',
        'outputs',
        'timing.json',
        'trajectory.jsonl',
        'transcript.md',
        'trial.json',
      ]);
      expect(ran.events.find(({ event }) => event === 'trial_ended')).toMatchObject({
        outcome,
        kind,
        passed: null,
        total: null,
      });
      expect(await namesIn(bench.workspace.root)).not.toContain('results.tsv');
    },
  );

  it('is tried again, each attempt is kept beside it, and only the last one counts', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    const agent = await bench.agent(
      'third-time-lucky',
      `executor(request) {
        fs.appendFileSync(process.env.TRIES, 'x');
        const tries = fs.readFileSync(process.env.TRIES, 'utf8').length;
        return tries < 3 ? { status: 'error', error: 'try ' + tries } : planRoles.executor(request);
      }`,
    );
    const passed = { TRIES: join(temp(), 'tries') };
    await bench.improve({ agent, passed, config: { retries: 2 }, limits: ONLY_BASELINE });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline']);
    const trial = ['iteration-0', 'eval-a'];
    expect(await bench.json(...trial, 'trial.json')).toMatchObject({ outcome: 'graded', attempts: 3, error: null });
    expect(await namesIn(join(bench.workspace.root, ...trial, 'attempts'))).toEqual(['1', '2']);
    expect(await bench.json(...trial, 'attempts', '2', 'trial.json')).toMatchObject({
      error: { kind: 'crash', message: 'try 2' },
    });
    expect(await bench.text(...trial, 'attempts', '1', 'transcript.md')).toContain('failed (crash): try 1');
  });

  it('on the candidate leaves the candidate unmeasured: strict reverts it with an empty score', async () => {
    const bench = await smallBench(temp());
    const agent = await bench.agent(
      'falls-over-later',
      `executor: (request) => fs.readFileSync(join(request.skill.dir, 'SKILL.md'), 'utf8').includes('(step') && request.prompt.includes('case A')
        ? { status: 'error', error: 'fell over' } : planRoles.executor(request)`,
    );
    await bench.improve({ agent, limits: { iterations: 1 } });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1  0.25 reverted']);
    expect(await bench.json('iteration-1', 'decision.json')).toMatchObject({
      reason: 'undecided: 50 % measured, 80 % needed',
      unmeasured: [{ eval_id: 'a', trial: 1, outcome: 'agent_error', kind: 'crash' }],
      row: { score: '' },
    });
    expect(await bench.json('iteration-1', 'metrics.json')).toMatchObject({
      score: null,
      pass_rates: { a: null, b: 0.5 },
    });
    expect(await namesIn(bench.workspace.root, 'v')).toEqual(['v0']);
  });

  it('for want of a login halts the run with no row, and the next start goes on', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    const agent = await bench.agent(
      'logs-in-later',
      `executor: (request) => process.env.LOGIN ? planRoles.executor(request) : { status: 'auth_error', error: 'log in first' }`,
    );
    const ran = await bench.improve({ agent, config: { retries: 2 }, limits: { ...ONLY_BASELINE, concurrency: 1 } });
    expect(ran).toMatchObject({
      stopReason: 'agent_unavailable',
      message: 'The executor agent refused to work: log in first',
    });
    expect(ran.events.at(-1)).toMatchObject({ event: 'run_stopped', stop_reason: 'agent_unavailable' });
    expect(await bench.calls('executor')).toBe(1);
    expect(await namesIn(bench.workspace.root)).not.toContain('results.tsv');
    await bench.improve({ agent, passed: { LOGIN: 'yes' }, limits: ONLY_BASELINE });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline']);
  });

  it('for a rate limit waits as long as it is told, without using up a retry', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    const passed = { RATE_LIMIT_STATE: join(temp(), 'turned-away') };
    await bench.improve({ agent: 'rate-limited-once', passed, limits: ONLY_BASELINE });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline']);
    expect(await bench.calls('executor')).toBe(2);
  });
});

describe('the judge', () => {
  it('is not asked where checks decide everything', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: ONLY_BASELINE });
    expect(await bench.calls('judge')).toBe(0);
  });

  it('sees transcript, inputs, outputs and numbered expectations, and nothing that tells version or iteration', async () => {
    const bench = await smallBench(temp(), { 'in.txt': 'DATA' }, [{ ...JUDGED, files: ['in.txt'] }]);
    const judge = await bench.agent(
      'spy',
      `judge(request) {
        const files = fs.readdirSync(request.cwd, { recursive: true }).filter((name) => !name.startsWith('.git')).sort();
        const transcript = fs.readFileSync(join(request.cwd, 'transcript.md'), 'utf8');
        fs.appendFileSync(process.env.SEEN, JSON.stringify({ request, files, transcript }) + '\\n');
        return planRoles.judge(request);
      }`,
    );
    await bench.improve({ judge, passed: { SEEN: join(temp(), 'seen') }, limits: { iterations: 1 } });
    const seen = (await readFile(join(temp(), 'seen'), 'utf8')).trim().split('\n');
    expect(seen).toHaveLength(2);
    const [, second = ''] = seen;
    expect(JSON.parse(second)).toMatchObject({
      files: ['inputs', 'inputs/in.txt', 'outputs', 'outputs/result.txt', 'transcript.md'],
      request: { role: 'judge', skill: null, schema: { type: 'object' } },
      transcript: expect.stringContaining('Work through case B.'),
    });
    const { prompt } = JSON.parse(second).request;
    const listed: readonly string[] = prompt.match(/^\d\. Line 0\d is done$/gm);
    expect([...listed].sort()).toEqual([1, 2, 3, 4].map((number) => `${number}. Line 0${number} is done`));
    expect(JSON.stringify(JSON.parse(second))).not.toMatch(/iteration|candidate|incumbent|\bv[01]\b/i);
  });

  it('that answers badly leaves the trial unmeasured as judge_error; only the judge is asked again', async () => {
    const bench = await smallBench(temp(), {}, [JUDGED]);
    const { stopReason } = await bench.improve({ judge: 'bad-judge', config: { retries: 2 } });
    expect(stopReason).toBe('unmeasured');
    expect([await bench.calls('executor'), await bench.calls('judge')]).toEqual([1, 3]);
    expect(await bench.json('iteration-0', 'eval-b', 'trial.json')).toMatchObject({
      outcome: 'judge_error',
      error: { kind: 'protocol', message: 'the judge answered expectation 1 2 times' },
    });
    expect(await namesIn(join(bench.workspace.root, 'iteration-0', 'eval-b'))).not.toContain('grading.json');
  });

  it('is told what was wrong with an answer that could not be used, and may mend it', async () => {
    const bench = await smallBench(temp(), {}, [JUDGED]);
    const judge = await bench.agent(
      'listens',
      `judge: (request) => request.prompt.includes('Your answer before could not be used: the judge answered expectation 1 0 times')
        ? planRoles.judge(request)
        : { text: 'none', structured: { expectations: [] } }`,
    );
    await bench.improve({ judge, config: { retries: 1 }, limits: ONLY_BASELINE });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline']);
    expect([await bench.calls('executor'), await bench.calls('judge')]).toEqual([1, 2]);
  });

  it('that failed because it is not logged in halts the run; the next start pays only for the judge', async () => {
    const bench = await smallBench(temp(), {}, [JUDGED]);
    const judge = await bench.agent(
      'logs-in-later',
      "judge: (request) => process.env.LOGIN ? planRoles.judge(request) : { status: 'auth_error', error: 'log in' }",
    );
    expect((await bench.improve({ judge, limits: ONLY_BASELINE })).stopReason).toBe('agent_unavailable');
    expect(await bench.json('iteration-0', 'eval-b', 'trial.json')).toMatchObject({ outcome: null });
    await bench.improve({ judge, passed: { LOGIN: 'yes' }, limits: ONLY_BASELINE });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline']);
    expect([await bench.calls('executor'), await bench.calls('judge')]).toEqual([1, 2]);
  });
});

describe('what an agent says', () => {
  it('is stored without the secrets of the environment, wherever it stands', async () => {
    const secret = 'hunter2"hunter2\\hunter2';
    const bench = await smallBench(temp(), { 'SKILL.md': skillFollowing('1 1 1 1', '4 8') }, [JUDGED]);
    const agent = await bench.agent(
      'tells-all',
      `async executor(request) {
        const { MY_API_KEY: key } = process.env;
        say('the key is ' + key);
        emit({ type: 'tool_call', id: 't', name: 'Bash', input: { command: ['login', key] } });
        emit({ type: 'tool_result', id: 't', output: 'welcome ' + key });
        console.error('logged in with', key);
        await planRoles.executor(request);
        return { text: 'used ' + key };
      },
      async judge(request) {
        const { structured } = await planRoles.judge(request);
        structured.expectations[0].evidence = 'saw ' + process.env.MY_API_KEY;
        return { structured };
      },
      improver: () => ({ status: 'error', error: 'bad key ' + process.env.MY_API_KEY })`,
    );
    const ran = await bench.improve({ agent, passed: { MY_API_KEY: secret }, limits: { iterations: 1 } });
    const trial = ['iteration-0', 'eval-b'];
    for (const name of ['transcript.md', 'trajectory.jsonl', 'grading.json']) {
      const text = await bench.text(...trial, name);
      expect(text).toContain('[redacted]');
      expect(text).not.toContain('hunter2');
    }
    for (const path of [['events.jsonl'], ['state.json'], ['iteration-1', 'proposal.json'], ['results.tsv']]) {
      expect(await bench.text(...path)).not.toContain('hunter2');
    }
    expect(JSON.stringify(ran.events)).toContain('bad key [redacted]');
  });
});
