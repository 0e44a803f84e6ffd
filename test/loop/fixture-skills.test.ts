import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgedExpectations } from '../../src/evals/grading.ts';
import { lintSkill } from '../../src/evals/lint.ts';
import { loadSuite } from '../../src/evals/suite.ts';
import { useTempFolder } from '../platform/temp.ts';
import { benchOf } from '../support/campaign.ts';
import { ROOT } from '../support/cli.ts';

const temp = useTempFolder();
const skillDir = (name: string) => join(ROOT, 'fixtures/skills', name);

const CLIMBS = {
  'csv-cleaner': ['0 0.2611 0.2611 baseline', '1 0.6611 0.6611 kept', '2 0.7611 0.7611 kept', '3 1 1 kept'],
  minutes: ['0 0.2733 0.2733 baseline', '1 0.46 0.46 kept', '2 0.6467 0.6467 kept', '3 0.84 0.84 kept', '4 1 1 kept'],
};

describe.each(Object.entries(CLIMBS))('the skill %s', (name, climb) => {
  it('passes lint without a remark', async () => {
    const { diagnostics, evals } = await lintSkill(skillDir(name));
    expect(diagnostics).toEqual([]);
    expect(evals).toBeGreaterThan(4);
  });

  it('has evals with an input each, with checks of many types and with judged expectations', async () => {
    const { evals } = await loadSuite(skillDir(name));
    expect(evals.every(({ files }) => files.length > 0)).toBe(true);
    const types = evals.flatMap(({ expectations }) => expectations.flatMap(({ check }) => check?.type ?? []));
    expect(new Set(types).size).toBeGreaterThan(8);
    expect(evals.filter((one) => judgedExpectations(one).length > 0).length).toBeGreaterThan(2);
  });

  it('scores low without its rules, and higher with each section that the improver puts back', async () => {
    const bench = await benchOf(temp(), skillDir(name));
    const whole = await readFile(join(bench.skill, 'SKILL.md'), 'utf8');
    await writeFile(join(bench.skill, 'SKILL.md'), whole.slice(0, whole.indexOf('\n## ') + 1));
    const { stopReason } = await bench.improve({ agent: 'follower', limits: { iterations: 6 } });
    expect({ stopReason, rows: await bench.rows() }).toEqual({ stopReason: 'ceiling', rows: climb });
    expect(await bench.text('candidate', 'SKILL.md')).toBe(whole);
  }, 120_000);
});
