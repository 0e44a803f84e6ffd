import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decisionSchema } from '../../src/core/schema/decision.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, namesIn, type Start, skillFollowing, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const LINES = ['01', '02', '03', '04', '05', '06', '07', '08'];
const EVALS = [...'ABCD'].map((letter) => {
  const expectations = LINES.map((line) => ({ type: 'file_contains', file: 'result.txt', literal: `[${line}]` }));
  return { id: letter, prompt: `Work through case ${letter}.`, expectations };
});
/** Kept, then dropped. */
const RACE: Start = {
  config: { rule: 'race', proposals: 1 },
  limits: { iterations: 2, max_reverts: null, final_passes: 0 },
};

async function raced(): Promise<Bench> {
  const bench = await smallBench(join(temp(), 'one'), { 'SKILL.md': skillFollowing('2 2 2 2', '8 28 4') }, EVALS);
  await bench.improve(RACE);
  return bench;
}

async function differences({ workspace }: Bench): Promise<readonly string[]> {
  return (await verifyRun(workspace)).differences.map(({ kind, path }) => `${kind} ${path}`);
}

type Alter = ((text: string) => string) | null;
const ALTERED: readonly (readonly [string, string, Alter])[] = [
  ['estimates.tsv', 'changed', (text) => text.replace('0.875', '0.975')],
  ['estimates.tsv', 'changed', (text) => `${text}3\t\t\t\t\t\t\t\t0.5\n`],
  ['estimates.tsv', 'missing', null],
  ['beliefs/v1.json', 'value', (text) => text.replace(/"mean": 0\.\d/, '"mean": 0.1')],
  ['beliefs/v1.json', 'invalid', () => 'no JSON'],
  ['beliefs/v0.json', 'changed', (text) => text.replace('\n', '\n\n')],
  ['beliefs/v0.json', 'missing', null],
];

describe('what rule race believes', () => {
  it('stands beside the rows, and for each version as it was kept', async () => {
    const bench = await raced();
    const decisions = await Promise.all(
      [0, 1, 2].map(async (number) => decisionSchema.parse(await bench.json(`iteration-${number}/decision.json`))),
    );
    expect(decisions.map(({ row }) => row.action)).toEqual(['baseline', 'kept', 'reverted']);
    const [head, ...rows] = (await bench.text('estimates.tsv')).trimEnd().split('\n');
    expect(head).toBe('iteration\ttrials\tevals_seen\traw\testimate\tlow\thigh\tp_better\tbest_estimate');
    expect(rows.map((row) => row.split('\t').length)).toEqual([9, 9, 9]);
    expect(rows.map((row) => row.split('\t').at(-1))).toEqual(decisions.map(({ best_after }) => String(best_after)));
    expect(rows[1]?.split('\t').slice(0, 4)).toEqual(['1', '4', '4', '0.875']);
    expect(rows[2]?.split('\t').slice(0, 4)).toEqual(['2', '1', '1', '']);
    expect(await namesIn(join(bench.workspace.root, 'beliefs'))).toEqual(['v0.json', 'v1.json']);
    const standing = decisions[1]?.standing.after;
    expect(await bench.json('beliefs/v1.json')).toEqual({ schema_version: 1, version: 'v1', rule: 'race', standing });
  });

  it('is told as each row is decided, checked, and written anew where it is missing, and refused where it was edited', async () => {
    const bench = await raced();
    const events = await bench.events();
    expect(events.flatMap((event) => (event.event === 'decided' ? [event.counted] : []))).toEqual([
      expect.objectContaining({ p_better: null, evals_seen: 4, evals_total: 4 }),
      expect.objectContaining({ estimate: expect.any(Number), evals_seen: 4 }),
      expect.objectContaining({ p_better: expect.any(Number), evals_seen: 1 }),
    ]);
    const started = events.flatMap((event) => (event.event === 'iteration_started' ? [event.first_look] : []));
    expect(started).toEqual([4, 1, 1]);
    for (const [path, kind, alter] of ALTERED) {
      const file = join(bench.workspace.root, path);
      const before = await readFile(file, 'utf8');
      if (alter === null) await rm(file);
      else await writeFile(file, alter(before));
      expect(await differences(bench), path).toContain(`${kind} ${path}`);
      if (path.startsWith('beliefs') && alter !== null) {
        await expect(bench.improve({ ...RACE, tampered: true }), path).rejects.toThrow(
          `${path} is not what the decision on its version says.`,
        );
        await rm(file);
      }
      await bench.improve(RACE);
      expect(await readFile(file, 'utf8')).toBe(before);
    }
    const journal = await bench.text('events.jsonl');
    await writeFile(bench.workspace.events, journal.replace(/"p_better":0\.\d/, '"p_better":0.0'));
    expect(await differences(bench)).toEqual(['value events.jsonl']);
    await writeFile(bench.workspace.events, journal);
    const unknown = join(bench.workspace.root, 'beliefs/v2.json');
    await writeFile(unknown, '{}\n');
    expect(await differences(bench)).toEqual(['extra beliefs/v2.json']);
    await rm(unknown);
    expect(await differences(bench)).toEqual([]);
  });

  it('is not taken from a decision that was edited', async () => {
    const bench = await raced();
    const file = join(bench.workspace.root, 'iteration-1/decision.json');
    const before = await readFile(file, 'utf8');
    await chmod(file, 0o644);
    await writeFile(file, before.replace(/"p_better": 0\.\d/, '"p_better": 0.1'));
    const more = { ...RACE, limits: { ...RACE.limits, iterations: 3 }, tampered: true };
    await expect(bench.improve(more)).rejects.toThrow('iteration-1/decision.json is not what was sealed.');
    await writeFile(file, before);
    expect((await bench.improve(more)).stopReason).toBe('iterations');
  });

  it('is nothing under rule strict, and what claims to be it is named', async () => {
    const bench = await smallBench(temp());
    await bench.improve();
    expect((await namesIn(bench.workspace.root)).filter((name) => /belief|estimate/.test(name))).toEqual([]);
    await mkdir(join(bench.workspace.root, 'beliefs'));
    await writeFile(join(bench.workspace.root, 'beliefs/v0.json'), '{}\n');
    await writeFile(bench.workspace.estimates, '');
    expect(await differences(bench)).toEqual(['extra estimates.tsv', 'extra beliefs/v0.json']);
  });
});
