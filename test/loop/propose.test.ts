import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashTree } from '../../src/platform/tree.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, namesIn, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const ONE = { limits: { iterations: 1 } };

const checkedBench = () => smallBench(temp(), {}, [CHECKED]);

/** Runs one iteration with an improver of which only the body is given. */
async function improveWith(body: string, bench?: Bench): Promise<Bench> {
  const used = bench ?? (await checkedBench());
  const improver = await used.agent(
    'improver',
    `async improver(request) { const skill = join(request.cwd, 'skill'); ${body} }`,
  );
  await used.improve({ ...ONE, improver, passed: { SEEN: join(temp(), 'seen') } });
  return used;
}

const proposalOf = (bench: Bench) => bench.json('iteration-1', 'proposal.json');

describe('the improver', () => {
  it('sees the skill without evals, what fails with evidence and transcripts, and the history', async () => {
    const bench = await smallBench(temp());
    const improver = await bench.agent(
      'spy',
      `improver(request) {
        const names = fs.readdirSync(request.cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
        const paths = names.map((entry) => join(entry.parentPath, entry.name).slice(request.cwd.length + 1));
        const seen = paths.filter((path) => !path.startsWith('.git')).map((path) => [path, fs.readFileSync(join(request.cwd, path), 'utf8')]);
        fs.writeFileSync(process.env.SEEN, JSON.stringify({ request, files: Object.fromEntries(seen) }));
        return planRoles.improver(request);
      }`,
    );
    await bench.improve({ improver, passed: { SEEN: join(temp(), 'seen') }, limits: { iterations: 3 } });
    const { request, files } = JSON.parse(await readFile(join(temp(), 'seen'), 'utf8'));
    expect(Object.keys(files).sort()).toEqual([
      'failures/eval-a/expectations.md',
      'failures/eval-a/transcript.md',
      'failures/eval-b/expectations.md',
      'failures/eval-b/transcript.md',
      'history/iteration-1/changes.patch',
      'history/iteration-1/decision.md',
      'history/iteration-2/changes.patch',
      'history/iteration-2/decision.md',
      'history/results.tsv',
      'skill/SKILL.md',
    ]);
    expect(files['skill/SKILL.md']).toContain('plan: 2 2 2 2 (step 1)');
    expect(files['failures/eval-b/expectations.md']).toMatch(
      /^# Eval b\n\n## Prompt\n\nWork through case B.\n\n## Failing expectations\n\n3. Line 03 is done\n {3}evidence: result.txt says "passes: 2"\n4. .*## Passing expectations\n\n1. /s,
    );
    expect(files['failures/eval-b/transcript.md']).toContain('Step 1 of the plan.');
    expect(files['history/iteration-2/decision.md']).toContain('reason: drop: score 0.5 <= 0.5');
    expect(files['history/iteration-2/changes.patch']).toContain('+plan: 2 2 1 1 (step 2)');
    expect(files['history/results.tsv']).toContain('\t0.5\t0.5\treverted\t');
    expect(request).toMatchObject({ role: 'improver', skill: { name: 'plan', dir: join(request.cwd, 'skill') } });
    expect(request.prompt).not.toContain('case B');
  });

  it('is told nothing of evals that pass', async () => {
    const bench = await smallBench(temp(), {
      'SKILL.md': '---\nname: plan\ndescription: d\n---\nplan: 4 1\nsteps: 4 16\n',
    });
    await improveWith(
      "fs.writeFileSync(process.env.SEEN, fs.readdirSync(join(request.cwd, 'failures')).join()); return { text: 'x' };",
      bench,
    );
    expect(await readFile(join(temp(), 'seen'), 'utf8')).toBe('eval-b');
  });

  it('that gives no structured answer says what it did in its last line', async () => {
    const bench = await improveWith(
      "fs.appendFileSync(join(skill, 'SKILL.md'), 'More.'); return { text: 'Well.\\nAdded\\tmore.\\n\\n' };",
    );
    expect(await proposalOf(bench)).toMatchObject({ changelog: 'Added more.', hypothesis: '', rejected: null });
    expect((await bench.text('results.tsv')).split('\n')[2]).toMatch(/\tAdded more\.$/);
  });

  it('that describes nothing is described so', async () => {
    expect(
      await proposalOf(await improveWith("fs.writeFileSync(join(skill, 'new.md'), ''); return {};")),
    ).toMatchObject({
      changelog: 'no change described',
      files_changed: ['new.md'],
    });
  });

  it('whose evals are found in the skill has them put back, with a warning, and is scored by ours', async () => {
    const bench = await checkedBench();
    const { events } = await bench.improve({ ...ONE, improver: 'edits-evals' });
    expect(events.find(({ event }) => event === 'warning')).toMatchObject({
      message: expect.stringMatching(/^evals_changed: /),
    });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1 0.5 0.5 kept']);
    const ours = await readFile(join(bench.skill, 'evals', 'evals.json'), 'utf8');
    for (const tree of ['v0', 'v1', 'candidate', 'iteration-1/candidate']) {
      expect(await bench.text(tree, 'evals', 'evals.json')).toBe(ours);
    }
    expect(await proposalOf(bench)).toMatchObject({ files_changed: ['SKILL.md'] });
    expect(await bench.text('iteration-1', 'changes.patch')).not.toContain('evals');
  });
});

describe('a proposal is dropped before any trial', () => {
  it.each([
    ['breaks-skill', /^drop: invalid skill: /],
    ['changes-nothing', /^drop: no change$/],
  ])('when it comes from %s', async (improver, reason) => {
    const bench = await checkedBench();
    await bench.improve({ ...ONE, improver });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1  0.25 reverted']);
    expect(await bench.json('iteration-1', 'decision.json')).toMatchObject({ reason: expect.stringMatching(reason) });
    expect([await bench.calls('executor', 1), await bench.calls('executor')]).toEqual([0, 1]);
    expect(await namesIn(join(bench.workspace.root, 'iteration-1'), 'eval-')).toEqual([]);
    expect(await hashTree(bench.workspace.candidate)).toEqual(await hashTree(bench.skill));
  });

  it('when it equals an earlier try', async () => {
    const bench = await checkedBench();
    const improver = await bench.agent(
      'repeats',
      "improver({ cwd }) { fs.writeFileSync(join(cwd, 'skill', 'notes.md'), 'the same again'); return { text: 'x' }; }",
    );
    await bench.improve({ improver, limits: { iterations: 2 } });
    expect(await bench.json('iteration-2', 'decision.json')).toMatchObject({ reason: 'drop: same as iteration 1' });
    expect(await bench.calls('executor', 2)).toBe(0);
  });

  it('when it would set how the skill is improved after it is applied', async () => {
    const bench = await improveWith(`
      fs.writeFileSync(join(skill, 'skillratchet.config.yaml'), 'max-trials: 100000\\n');
      return planRoles.improver(request);`);
    expect(await proposalOf(bench)).toMatchObject({
      rejected: "drop: invalid skill: skillratchet.config.yaml is no part of a skill's text",
    });
    expect(await bench.calls('executor', 1)).toBe(0);
  });

  it('when the improver failed, after the retries', async () => {
    const bench = await checkedBench();
    const improver = await bench.agent('fails', "improver: () => ({ status: 'error', error: 'no\\nidea' })");
    await bench.improve({ ...ONE, improver, config: { retries: 1 } });
    expect(await bench.json('iteration-1', 'decision.json')).toMatchObject({ reason: 'drop: no proposal: no idea' });
    expect([await bench.calls('improver'), await bench.calls('executor')]).toEqual([2, 1]);
  });

  it.each([
    ['removed', "fs.rmSync(skill, { recursive: true }); return { text: 'x' };"],
    ['replaced by a file', "fs.rmSync(skill, { recursive: true }); fs.writeFileSync(skill, ''); return { text: 'x' };"],
    ['given a link that leaves it', "fs.symlinkSync('/etc/hostname', join(skill, 'host')); return { text: 'x' };"],
    [
      'given front matter that is none',
      "fs.writeFileSync(join(skill, 'SKILL.md'), '---\\na: [\\n---\\n'); return { text: 'x' };",
    ],
  ])('when the skill was %s', async (_, body) => {
    const bench = await improveWith(body);
    expect(await proposalOf(bench)).toMatchObject({ rejected: expect.stringMatching(/^drop: invalid skill: /) });
    expect(await bench.calls('executor', 1)).toBe(0);
    expect(await bench.text('candidate', 'SKILL.md')).toContain('plan: 1 1 1 1');
  });

  it('when the skill was replaced by a link; what it leads to is left alone', async () => {
    const elsewhere = join(temp(), 'elsewhere');
    await mkdir(join(elsewhere, 'evals'), { recursive: true });
    const link = `fs.rmSync(skill, { recursive: true }); fs.symlinkSync(${JSON.stringify(elsewhere)}, skill); return { text: 'x' };`;
    const bench = await improveWith(link);
    expect(await proposalOf(bench)).toMatchObject({ rejected: expect.stringMatching(/^drop: invalid skill: /) });
    expect(await namesIn(elsewhere)).toEqual(['evals']);
    expect(await namesIn(join(elsewhere, 'evals'))).toEqual([]);
  });
});
