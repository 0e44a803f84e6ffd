import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decisionSchema } from '../../src/core/schema/decision.ts';
import { calibrate } from '../../src/loop/calibrate.ts';
import { certify } from '../../src/loop/certify.ts';
import { measureArms } from '../../src/loop/measure-arms.ts';
import { specsFor } from '../../src/loop/open-reproduction.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, namesIn, reproduceOn } from '../support/campaign.ts';
import { RUN } from '../support/run-record.ts';
import { twoAgents } from '../support/two-agents.ts';

const temp = useTempFolder();
const limits = { max_reverts: null, final_passes: 0 };

async function decision(of: Bench, number: number) {
  return decisionSchema.parse(await of.json(`iteration-${number}/decision.json`));
}

describe('a run with two agents under rule strict', () => {
  it('reverts an edit that helps on the whole and hurts one of them, and says which', async () => {
    const { bench, both } = await twoAgents(temp());
    await bench.improve({ config: both, limits });
    expect(await bench.rows()).toEqual([
      '0 0.5 0.5 baseline',
      '1 0.625 0.5 reverted',
      '2 0.875 0.875 kept',
      '3 1 1 kept',
    ]);
    const [reverted, kept] = [await decision(bench, 1), await decision(bench, 2)];
    expect(reverted.reason).toBe('drop: hurts other.mjs: score 0.5 < 0.75');
    expect(reverted.numbers).toMatchObject({
      score: '5/8',
      agents: { plan: { score: '3/4', best: '1/4' }, 'other.mjs': { score: '1/2', best: '3/4' } },
    });
    expect(kept.standing.after).toMatchObject({ best: '7/8', agents: { plan: '1/1', 'other.mjs': '3/4' } });
  });

  it('keeps that edit where only the whole counts, and gives the same under both when it is measured again', async () => {
    const { bench, both } = await twoAgents(temp());
    await bench.improve({ config: { ...both, require: 'pooled' }, limits });
    expect((await bench.rows())[1]).toBe('1 0.625 0.625 kept');
    expect((await decision(bench, 1)).numbers).toMatchObject({ agents: { 'other.mjs': { score: '1/2' } } });
    const calls = await bench.calls('executor');
    const again = await reproduceOn(bench, 1, { version: '2' });
    expect(again).toMatchObject({ recorded: 0.625, score: 0.625, verdict: 'same', trials: { length: 4 }, given: [] });
    expect(again.further).toMatchObject([{ spec: both.further_agents[0], identity: { version: '2' } }]);
    expect(again.differs.map(({ what }) => what)).toContain('executor 2.version');
    expect(await bench.calls('executor')).toBe(calls + 4);
  });

  it('runs each eval under each of them and keeps the trials of the second in its own folder', async () => {
    const { bench, both } = await twoAgents(temp());
    await bench.improve({ config: both, limits: { ...limits, iterations: 1 } });
    const baseline = bench.workspace.iteration(0).dir;
    expect(await namesIn(baseline, 'eval-')).toEqual(['eval-a', 'eval-b']);
    expect(await namesIn(join(baseline, 'agent-other.mjs'))).toEqual(['eval-a', 'eval-b']);
    expect(await bench.calls('executor')).toBe(8);
    const [own, other] = await Promise.all(
      ['eval-a', 'agent-other.mjs/eval-a'].map((path) => bench.json('iteration-0', path, 'trial.json')),
    );
    expect([own, other]).toMatchObject([
      { eval_id: 'a', agent: { name: expect.stringMatching(/plan\.js$/) } },
      { eval_id: 'a@@other.mjs', agent: { name: expect.stringMatching(/other\.mjs$/) } },
    ]);
    expect(await bench.json('run.json')).toMatchObject({
      config: both,
      agents: { further: [{ name: expect.stringMatching(/other\.mjs$/) }] },
    });
  });

  it('names the trial of the second agent whose grading was altered afterwards, and the verdict', async () => {
    const { bench, both } = await twoAgents(temp());
    await bench.improve({ config: both, limits: { ...limits, iterations: 1 }, tampered: true });
    const path = join(bench.workspace.iteration(1).dir, 'agent-other.mjs/eval-a/grading.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"passed": false', '"passed": true'));
    const { differences } = await verifyRun(bench.workspace);
    expect(differences).toContainEqual({ kind: 'changed', path: 'iteration-1/agent-other.mjs/eval-a/grading.json' });
    const place = '/numbers/agents/other.mjs/score';
    expect(differences).toContainEqual(
      expect.objectContaining({ path: 'iteration-1/decision.json', place, stored: '1/2', computed: '5/8' }),
    );
  });

  it('is refused with the same agent twice', async () => {
    const { bench } = await twoAgents(temp());
    const config = { agent: 'plan', further_agents: ['plan'] };
    await expect(bench.improve({ config, limits })).rejects.toThrow('The agent plan is named twice');
  });
});

it('a run with several agents is not reproduced under another one in their place', () => {
  const run = { config: { ...RUN.config, further_agents: ['codex'] }, origins: {} };
  expect(() => specsFor({ agent: 'y', judge: null }, run)).toThrow('This run was measured with x and codex');
  expect(specsFor({ agent: null, judge: null }, RUN)).toMatchObject({ agent: RUN.config.agent });
});

describe('a run with two agents that goes on', () => {
  it('decides as one that was never stopped, and pays nothing twice', async () => {
    const { bench, both } = await twoAgents(temp());
    let seen = 0;
    const stop = { requested: () => seen >= 6, abort: new AbortController().signal };
    const onEvent = ({ event }: { readonly event: string }) => {
      if (event === 'trial_ended') seen += 1;
    };
    await bench.improve({ config: both, limits: { ...limits, concurrency: 1 }, stop, onEvent });
    expect(await bench.rows()).toHaveLength(1);
    await bench.improve({ config: both });
    expect(await bench.rows()).toEqual([
      '0 0.5 0.5 baseline',
      '1 0.625 0.5 reverted',
      '2 0.875 0.875 kept',
      '3 1 1 kept',
    ]);
    expect(await bench.calls('executor')).toBe(16);
  });

  it('is refused with one agent or another list', async () => {
    const { bench, both } = await twoAgents(temp());
    await bench.improve({ config: both, limits: { ...limits, iterations: 1 } });
    const other = String(both.further_agents[0]);
    const go = (config: object) => bench.improve({ config });
    await expect(go({ agent: 'plan', further_agents: [] })).rejects.toThrow(
      `This run was begun with further_agents ${other}; it cannot go on with none.`,
    );
    await expect(go({ agent: other, further_agents: ['plan'] })).rejects.toThrow('This run was begun with agent plan');
    await expect(go({ require: 'pooled' })).rejects.toThrow('This run was begun with require all');
  });

  it('measures the incumbent anew under both when one of them is another version', async () => {
    const { bench, both } = await twoAgents(temp());
    await bench.improve({ config: both, limits: { ...limits, iterations: 2 }, version: '1' });
    await bench.improve({ config: both, limits: { ...limits, iterations: 3 }, version: '2' });
    const place = join(bench.workspace.root, 'passes/epoch-2/v2');
    expect(await namesIn(place)).toEqual(['agent-other.mjs', 'eval-a', 'eval-b']);
    expect(await bench.json('run.json')).toMatchObject({ epochs: [{ agents: { further: [{ version: '2' }] } }] });
  });
});

describe('a run with two agents under rule race', () => {
  it('drops what hurts one of them, measures the result afresh under both, and can be claimed and verified', async () => {
    const { bench, both } = await twoAgents(temp(), '3 0 4 4');
    const config = { ...both, rule: 'race', confidence: 'explore', proposals: 1 } as const;
    await bench.improve({ config, limits: { max_reverts: null, final_passes: 2, iterations: 2 } });
    const [first, second] = [await decision(bench, 1), await decision(bench, 2)];
    expect([first.decision, second.decision]).toEqual(['discard', 'keep']);
    expect(second.numbers).toMatchObject({
      agents: { plan: { p_worse: expect.any(Number) }, 'other.mjs': { raw: 1 } },
    });
    expect((await bench.text('estimates.tsv')).split('\n')[0]).toContain('other.mjs:p_worse');
    const final = (await bench.json('final.json')) as { evals: { eval_id: string }[] };
    expect(final.evals.map(({ eval_id }) => eval_id)).toEqual(['a', 'a@@other.mjs', 'b', 'b@@other.mjs']);
    const { campaign, close } = await bench.open({ config });
    const claimed = await certify(campaign, { kind: 'certify', alpha: null, passes: 2, gap: null });
    const calibrated = await calibrate(campaign, 2);
    const arms = await measureArms(campaign, { names: ['none', 'v0', 'best'], trials: 1 });
    await close();
    expect([claimed.evals, calibrated.evals.length, arms.scores.length]).toEqual([4, 4, 3]);
  });
});
