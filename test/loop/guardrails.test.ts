import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, smallBench } from '../support/campaign.ts';
import { twoAgents } from '../support/two-agents.ts';

const folder = useTempFolder();

/** An improver that puts `lines` empty lines below the plan that it writes into the skill. */
const improverOf = (bench: Bench, plan: string, lines = 0) =>
  bench.agent(
    'writer',
    `async improver() {
      const text = fs.readFileSync('skill/SKILL.md', 'utf8').replace(/^plan: .*$/m, 'plan: ${plan}');
      fs.writeFileSync('skill/SKILL.md', text + '\\n'.repeat(${lines}));
      return { text: 'A new plan', structured: { changelog: 'A new plan', hypothesis: '', expected_flips: [] } };
    }`,
  );

const decided = async (bench: Bench) => (await bench.json('iteration-1', 'decision.json')) as Record<string, unknown>;
const warnings = (events: readonly { event: string; kind?: unknown; message?: unknown }[]) =>
  events.flatMap((one) => (one.event === 'warning' && one.kind === 'guardrail' ? [one.message] : []));

describe('a candidate beyond the size', () => {
  it('is reverted before a trial is paid, whatever it would have scored; the improver was told', async () => {
    const bench = await smallBench(folder());
    const improver = await improverOf(bench, '4 4 4 4', 600);
    const config = { guardrails: { 'skill-lines': 500 } };
    await bench.improve({ improver, config, limits: { iterations: 1 } });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1  0.25 reverted']);
    const reason = 'drop: guardrail skill-lines=500: SKILL.md has 606 lines';
    expect(await decided(bench)).toMatchObject({ decision: 'discard', reason });
    expect(await bench.calls('executor', 1)).toBe(0);
    const proposal = await bench.json('iteration-1', 'proposal.json');
    expect(proposal).toMatchObject({ rejected: reason, skill_size: { lines: 606 } });
  });

  it('is told by verify where its size or its verdict was changed by hand', async () => {
    const bench = await smallBench(folder());
    const improver = await improverOf(bench, '4 4 4 4', 600);
    const config = { guardrails: { 'skill-lines': 500 } };
    await bench.improve({ improver, config, limits: { iterations: 1 } });
    const path = join(bench.workspace.root, 'iteration-1', 'proposal.json');
    const proposal = (await bench.json('iteration-1', 'proposal.json')) as object;
    await writeFile(
      path,
      JSON.stringify({
        ...proposal,
        rejected: 'drop: guardrail skill-lines=500: SKILL.md has 501 lines',
        skill_size: { lines: 6, tokens: 1 },
      }),
    );
    const { differences } = await verifyRun(bench.workspace);
    const places = differences.map((one) => (one.kind === 'value' ? one.place : ''));

    expect(places).toEqual(expect.arrayContaining(['/rejected', '/skill_size/lines']));
  });

  it('is warned of at the start where the original is one, and an edit may come within it', async () => {
    const bench = await smallBench(folder(), {
      'SKILL.md': `---\nname: plan\ndescription: x\n---\nplan: 1 1 1 1\n\n\n\n`,
    });
    const improver = await bench.agent(
      'cutter',
      `async improver() {
        fs.writeFileSync('skill/SKILL.md', '---\\nname: plan\\ndescription: x\\n---\\nplan: 2 2 2 2\\n');
        return { text: 'Shorter', structured: { changelog: 'Shorter', hypothesis: '', expected_flips: [] } };
      }`,
    );
    const ran = await bench.improve({
      improver,
      config: { guardrails: { 'skill-lines': 6 } },
      limits: { iterations: 1 },
    });
    expect(warnings(ran.events)).toEqual([
      'v0 is beyond guardrail skill-lines=6: SKILL.md has 8 lines; only an edit that comes within it can be kept',
    ]);
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1 0.5 0.5 kept']);
    expect(await decided(bench)).toMatchObject({
      numbers: { guardrails: [{ guardrail: 'skill-lines', limit: 6, value: 5 }] },
    });
  });
});

describe('what trials took', () => {
  const executorAt = (bench: Bench) =>
    bench.agent(
      'dear',
      `async executor(request) {
        const text = fs.readFileSync(join(request.skill.dir, 'SKILL.md'), 'utf8');
        process.env.PLAN_PRICES = text.includes('(step 1)') ? '{"executor": 0.5}' : '{"executor": 0.1}';
        return planRoles.executor(request);
      }`,
    );

  it('reverts a better candidate that costs too much, with its score', async () => {
    const bench = await smallBench(folder());
    const agent = await executorAt(bench);
    const config = { guardrails: { 'eval-cost': 0.3 } };
    const ran = await bench.improve({ agent, judge: 'plan', improver: 'plan', config, limits: { iterations: 1 } });
    const { reason } = await decided(bench);
    expect(reason).toBe('drop: guardrail eval-cost=0.3: an eval costs 0.5 USD on average');
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1 0.5 0.25 reverted']);
    expect(warnings(ran.events)).toEqual([]);
  });

  it('holds nothing against anybody where it is not told, and says so', async () => {
    const bench = await smallBench(folder());
    const ran = await bench.improve({ config: { guardrails: { 'eval-cost': 0.3 } }, limits: { iterations: 1 } });
    expect(warnings(ran.events)).toEqual([
      'guardrail eval-cost=0.3 cannot be held: command did not report it for every trial',
    ]);
    const { reason } = await decided(bench);
    expect(reason).toBe('keep: score 0.5 > 0.25; guardrail eval-cost=0.3 unmeasured');
  });
});

it('an eval that falls too far reverts an edit that is better on the whole', async () => {
  const bench = await smallBench(folder(), { 'SKILL.md': `---\nname: plan\ndescription: x\n---\nplan: 3 1 1 1\n` });
  const improver = await improverOf(bench, '1 4 1 1');
  await bench.improve({ improver, config: { guardrails: { 'eval-drop': 0.25 } }, limits: { iterations: 1 } });
  expect(await decided(bench)).toMatchObject({
    reason: 'drop: guardrail eval-drop=0.25: eval a fell by 0.5',
    row: { score: '0.625', best_score: '0.5' },
  });
});

it('with two agents an eval that falls too far under one of them reverts the edit, and who reports too little is named', async () => {
  const { bench, both } = await twoAgents(folder());
  const config = { ...both, require: 'pooled', guardrails: { 'eval-drop': 0.2, 'eval-cost': 0.3 } } as const;
  const passed = { PLAN_PRICES: '{"executor": 0.1}' };
  const ran = await bench.improve({ config, passed, limits: { iterations: 1 } });
  expect(await decided(bench)).toMatchObject({
    reason: 'drop: guardrail eval-drop=0.2: eval a@@other.mjs fell by 0.25',
    row: { score: '0.625', best_score: '0.5' },
  });
  expect(warnings(ran.events)).toEqual([
    'guardrail eval-cost=0.3 cannot be held: other.mjs did not report it for every trial',
  ]);
});

it('a run that goes on keeps its guardrails, and is not told others', async () => {
  const bench = await smallBench(folder());
  const config = { guardrails: { 'skill-lines': 500 } };
  await bench.improve({ config, limits: { iterations: 0 } });
  await bench.improve({ config, limits: { iterations: 0 } });
  await expect(bench.improve({ config: { guardrails: { 'skill-lines': 400 } } })).rejects.toThrow(
    'guardrails {"skill-lines":500}; it cannot go on with {"skill-lines":400}',
  );
});
