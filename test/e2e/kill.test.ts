import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomFrom } from '../../src/core/stats/random.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { scripted } from '../support/cli.ts';
import { type Kill, killAndResume, type Moment } from '../support/kill.ts';
import { openScene, processesOf, type Scene, setScene } from '../support/scene.ts';
import { brokenSeals, pathsBelow, resultsOf } from '../support/workspace-files.ts';

const KILLS = Number(process.env.SKILLRATCHET_TEST_KILLS ?? 10);
const SEED = Number(process.env.SKILLRATCHET_TEST_SEED ?? Date.now() % 2 ** 32);
/** So few that every run lives to see them. */
const KILLS_A_RUN = 5;

const CONCURRENCY = 4;
const PLAN = { PLAN_STEPS: '40 52 61 55 70 70 83 60 75 88', PLAN_DELAY_MS: '80' };

/** Rule race has four candidates at a time, drops most of them in the middle of a pass, and ends with fresh passes. */
const RULES = [
  { rule: 'strict', agents: 1, iterations: 6, count: Math.ceil(KILLS / 2) },
  { rule: 'race', agents: 1, iterations: 8, count: KILLS },
  { rule: 'race', agents: 2, iterations: 2, count: Math.max(6, Math.ceil(KILLS / 5)) },
] as const;
/** The executor of the first one leaves a process in a group of its own behind. */
const AGENTS = [scripted('leaves-child'), scripted('plan')];
const LET_THROUGH = ['PLAN_CALL_LOG', ...Object.keys(PLAN)].flatMap((name) => ['--env', name]);

function improve(scene: Scene, { rule, agents, iterations }: (typeof RULES)[number]) {
  // Calls that a kill ended are paid; a budget that they could use up would end the climb elsewhere.
  const budget = ['--max-trials', '1000', '--final-passes', '2'];
  const limits = [...budget, '--iterations', String(iterations), '--concurrency', String(CONCURRENCY)];
  const executors = AGENTS.slice(0, agents).flatMap((agent) => ['--agent', agent]);
  return ['improve', scene.skill, '--rule', rule, ...executors, ...limits, '--seed', '1', ...LET_THROUGH];
}

/** Some during the start of the program, most a little after something was finished. */
function drawMoments(count: number, random: () => number): readonly Moment[] {
  return Array.from({ length: count }, () =>
    random() < 0.2 ? { lines: 0, ms: 600 * random() } : { lines: 1 + Math.floor(8 * random()), ms: 200 * random() },
  );
}

/** What must not depend on kills. */
async function resultOf(scene: Scene) {
  return {
    results: await resultsOf(scene.workspace),
    files: await pathsBelow(scene.workspace),
    brokenSeals: await brokenSeals(scene.workspace),
    skill: await hashTree(scene.skill),
    scratch: await readdir(scene.temp),
    processes: await processesOf(scene.root),
  };
}

describe.each(RULES)(
  'improve under rule $rule with $agents agent(s), killed at random moments and resumed',
  (asked) => {
    let undisturbed: Awaited<ReturnType<typeof resultOf>>;
    let calls: number;

    beforeAll(async () => {
      const { scene, close } = await openScene();
      try {
        const { code, stderr } = await scene.run(improve(scene, asked), { env: PLAN });
        if (code !== 0) throw new Error(stderr);
        undisturbed = await resultOf(scene);
        calls = (await scene.calls()).length;
      } finally {
        await close();
      }
    });

    /** A run that ends as the undisturbed one did; the kills that it saw. */
    async function run(number: number, moments: readonly Moment[]): Promise<readonly Kill[]> {
      const scene = await setScene();
      const { kills, end } = await killAndResume(scene, improve(scene, asked), { moments, env: PLAN });
      const shown = `run ${number} of SKILLRATCHET_TEST_SEED=${SEED}: ${JSON.stringify({ moments, kills, end })}`;
      expect(end.code, shown).toBe(0);
      expect(await resultOf(scene), shown).toEqual(undisturbed);
      const inFlight = kills.map((kill) => kill.inFlight);
      expect(Math.max(...inFlight), shown).toBeLessThanOrEqual(CONCURRENCY);
      expect((await scene.calls()).length - calls, shown).toBeLessThanOrEqual(sum(inFlight));
      expect(
        kills.flatMap(({ survivors }) => survivors),
        shown,
      ).toEqual([]);
      return kills;
    }

    it('ends as if nothing had happened, pays no finished call twice, and leaves no process alive', async () => {
      let [left, runs] = [asked.count, 0];
      const seen: Kill[] = [];
      const lane = async (): Promise<void> => {
        while (left > 0) {
          const moments = drawMoments(Math.min(left, KILLS_A_RUN), randomFrom(SEED + runs));
          left -= moments.length;
          runs += 1;
          const kills = await run(runs, moments);
          left += moments.length - kills.length;
          seen.push(...kills);
        }
      };
      const lanes = await Promise.allSettled([lane(), lane()]);
      for (const { reason } of lanes.filter((end) => end.status === 'rejected')) throw reason;
      expect(seen).toHaveLength(asked.count);
    });
  },
  30_000 + KILLS * 10_000,
);

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
