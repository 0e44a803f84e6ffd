import { appendFile, chmod, mkdtemp, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { overfit } from '../../src/core/certify.ts';
import { UserError } from '../../src/core/errors.ts';
import type { CertificateRecord } from '../../src/core/schema/certificate.ts';
import { certify } from '../../src/loop/certify.ts';
import { type ClaimRequest, planClaim } from '../../src/loop/claim.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { type Bench, CHECKED, type Start, skillFollowing, smallBench } from '../support/campaign.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-certify-'));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

const DECIDING = ['a', 'b', 'c'].map((id) => ({ ...CHECKED, id, prompt: `Work through case A, file ${id}.` }));

/** Six evals that agents never meet. Each passes as many of its expectations as the skill's plan says, of `lines`. */
function testEvals(lines = 4): readonly object[] {
  return Array.from({ length: 6 }, (_, index) => ({
    id: `t${index + 1}`,
    prompt: `Work through case ${'ABCD'[index % 4]}, part ${index + 1}.`,
    split: 'test',
    expectations: Array.from({ length: lines }, (_line, at) => ({
      type: 'file_contains',
      file: 'result.txt',
      literal: `[0${at + 1}]`,
    })),
  }));
}

/** A quarter of the lines is finished at first, all of them after one edit. */
const LEARNS = { 'SKILL.md': skillFollowing('1 1 1 1', '4 16') };

const CERTIFY: ClaimRequest = { kind: 'certify', alpha: null, passes: null, gap: null };

async function climbed(evals: readonly object[] = DECIDING, start: Start = {}): Promise<Bench> {
  const bench = await smallBench(folder, LEARNS, evals);
  await bench.improve({ limits: { iterations: 1 }, ...start });
  return bench;
}

async function claim(bench: Bench, request: Partial<ClaimRequest> = {}, start: Start = {}): Promise<CertificateRecord> {
  const { campaign, close } = await bench.open({ afterSubmit: true, ...start });
  try {
    return await certify(campaign, { ...CERTIFY, ...request });
  } finally {
    await close();
  }
}

describe('certify', () => {
  it('shows the gain on the deciding evals, in as many fresh passes as that takes', async () => {
    const bench = await climbed();
    const before = await bench.calls('executor');
    const record = await claim(bench);
    expect(record).toMatchObject({
      ...{ kind: 'certify', number: 1, original: 'v0', best: 'v1', alpha: 0.05, affordable: 6, gap: null },
      ...{ verdict: 'improved', before: 0.25, after: 1, gain: 0.75, evals: 3, validation: null },
    });
    expect(await bench.calls('executor')).toBe(before + 6 * record.bets.length);
    expect(await bench.json('certificate.json')).toEqual(record);
    expect(await bench.json('passes/certify-1/v1/eval-a/grading.json')).toMatchObject({ summary: { pass_rate: 1 } });
  });

  it('is repeatable, each time with fresh trials, and counts how often it was asked', async () => {
    const bench = await climbed();
    await claim(bench);
    const calls = await bench.calls('executor');
    expect((await claim(bench)).number).toBe(2);
    expect(await bench.calls('executor')).toBeGreaterThan(calls);
  });

  it('goes on after an interrupt with the trials that there are', async () => {
    const bench = await climbed();
    const before = await bench.calls('executor');
    let ended = 0;
    const stop = { requested: () => ended >= 3, abort: new AbortController().signal };
    const onEvent: NonNullable<Start['onEvent']> = (event) => {
      if (event.event === 'trial_ended') ended += 1;
    };
    const limits = { concurrency: 1 };
    await expect(claim(bench, {}, { stop, onEvent, limits })).rejects.toMatchObject({ stopReason: 'user' });
    expect(await bench.calls('executor')).toBeGreaterThanOrEqual(before + 3);
    const record = await claim(bench);
    expect(record.number).toBe(1);
    expect(await bench.calls('executor')).toBe(before + 6 * record.bets.length);
  });

  it('of another risk or length is another certificate', async () => {
    const bench = await climbed();
    const stop = { requested: () => true, abort: new AbortController().signal };
    await expect(claim(bench, { alpha: 0.05 }, { stop })).rejects.toMatchObject({ stopReason: 'user' });
    expect(await claim(bench, { alpha: 0.2 })).toMatchObject({ number: 2, alpha: 0.2 });
  });

  it('shows nothing where the evals hardly gain', async () => {
    const always = Array.from({ length: 40 }, (_, index) => ({
      type: index === 0 ? 'file_contains' : 'file_exists',
      file: 'result.txt',
      ...(index === 0 ? { literal: '[02]' } : {}),
    }));
    const bench = await climbed([{ id: 'a', prompt: 'Work through case A.', expectations: always }]);
    expect(await claim(bench)).toMatchObject({ verdict: 'not shown', affordable: 6, pairs: 6 });
  });

  it('counts a best version that does not end where the original does as failed, and shows no score for it', async () => {
    const bench = await smallBench(folder, LEARNS, [CHECKED]);
    const agent = await bench.agent(
      'frail',
      `async executor(request) {
        const edited = fs.readFileSync(join(request.skill.dir, 'SKILL.md'), 'utf8').includes('step 1');
        if (edited && fs.existsSync(${JSON.stringify(join(folder, 'frail'))})) process.exit(3);
        return planRoles.executor(request);
      }`,
    );
    await bench.improve({ limits: { iterations: 1 }, agent });
    await writeFile(join(folder, 'frail'), '');
    const record = await claim(bench, {}, { agent });
    expect(record).toMatchObject({ verdict: 'not shown', pairs: 6, gain: null, after: null });
    expect(record.unmeasured).toHaveLength(6);
  });
});

describe('submit', () => {
  const submit = (bench: Bench, request: Partial<ClaimRequest> = {}, start: Start = {}) =>
    claim(bench, { kind: 'submit', ...request }, start);

  it('shows the gain on the evals that were set apart, and keeps what came out in sealed/', async () => {
    const bench = await climbed([...DECIDING, ...testEvals()]);
    expect(await bench.calls('executor')).toBe(6);
    const record = await submit(bench);
    expect(record).toMatchObject({
      ...{ kind: 'submit', number: 1, gap: 0.1, verdict: 'improved', evals: 6, before: 0.25, after: 1 },
      validation: { score: 1, from: 'estimate' },
    });
    expect(await bench.json('sealed', 'certificate.json')).toEqual(record);
    expect((await stat(bench.workspace.sealed)).mode & 0o777).toBe(0o700);
    const ended = (await bench.events()).filter((event) => event.event === 'trial_ended');
    const told = ended.filter(({ eval_id }) => eval_id.startsWith('t'));
    expect(told).toHaveLength(12 * record.bets.length);
    for (const event of told) expect(event).toMatchObject({ outcome: 'graded', passed: null, total: null });
    expect(ended.filter(({ eval_id }) => eval_id === 'a')[0]).toMatchObject({ passed: 1, total: 4 });
  });

  it('holds the sealed score beside the fresh one of the deciding evals, and warns from the gap on', async () => {
    const bench = await climbed([...DECIDING, ...testEvals(8)], { limits: { iterations: 1, final_passes: 1 } });
    const record = await submit(bench, { passes: 1, gap: 0.5 });
    expect(record).toMatchObject({ after: 0.5, validation: { score: 1, from: 'fresh' } });
    expect(overfit(record)).toBeCloseTo(0.5, 9);
  });

  it('is once for a run: a second call is refused, changes no byte and makes no call', async () => {
    const bench = await climbed([...DECIDING, ...testEvals()]);
    await submit(bench);
    const before = await hashTree(bench.workspace.root);
    await expect(planClaim(bench.workspace, { ...CERTIFY, kind: 'submit' })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/was submitted already: improved/),
    });
    expect(await hashTree(bench.workspace.root)).toEqual(before);
  });

  it('ends the climb as soon as it has begun, and can be gone on with itself', async () => {
    const bench = await climbed([...DECIDING, ...testEvals()]);
    const stop = { requested: () => true, abort: new AbortController().signal };
    await expect(submit(bench, {}, { stop })).rejects.toMatchObject({ stopReason: 'user' });
    const refused = { code: 'refused', hint: expect.stringContaining('--restart') };
    await expect(bench.improve()).rejects.toMatchObject(refused);
    await expect(submit(bench, { alpha: 0.2 })).rejects.toMatchObject({ code: 'refused' });
    expect((await submit(bench)).verdict).toBe('improved');
    await expect(bench.improve()).rejects.toMatchObject(refused);
    expect((await bench.improve({ restart: true, limits: { iterations: 0 } })).stopReason).toBe('iterations');
  });

  it('may be followed by a certificate on the deciding evals', async () => {
    const bench = await climbed([...DECIDING, ...testEvals()]);
    await submit(bench, { passes: 1 });
    expect((await claim(bench)).verdict).toBe('improved');
  });
});

describe('a claim is refused', () => {
  const refusal = async (bench: Bench, request: Partial<ClaimRequest> = {}): Promise<UserError> => {
    const before = await hashTree(bench.workspace.root);
    const error = await planClaim(bench.workspace, { ...CERTIFY, ...request }).catch((thrown: unknown) => thrown);
    expect(await hashTree(bench.workspace.root)).toEqual(before);
    if (error instanceof UserError) return error;
    throw new Error(`not refused: ${String(error)}`);
  };

  it('where no eval was set apart', async () => {
    const error = await refusal(await climbed(), { kind: 'submit' });
    expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining('No eval was set apart') });
    expect(error.hint).toContain('--holdout');
  });

  it('where the best version is the original', async () => {
    const bench = await climbed(DECIDING, { limits: { iterations: 0 } });
    expect(await refusal(bench)).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('No edit was kept'),
    });
  });

  it('where there are fewer than 6 pairs', async () => {
    const bench = await climbed();
    expect((await refusal(bench, { passes: 1 })).message).toContain('3 evals in 1 pass are fewer than 6 pairs');
    await expect(planClaim(bench.workspace, { ...CERTIFY, passes: 2 })).resolves.toBeTruthy();
  });

  it('where of the best version something is missing: its folder, its manifest, a file of it', async () => {
    const bench = await climbed();
    for (const path of ['v1', 'manifests/v1.json', 'v1/SKILL.md']) {
      const [place, aside] = [join(bench.workspace.root, path), join(folder, 'aside')];
      await rename(place, aside);
      const error = await refusal(bench);
      expect(error).toMatchObject({ code: 'invalid_workspace', message: expect.stringContaining(basename(path)) });
      await rename(aside, place);
    }
  });

  it('where the best version was changed', async () => {
    const bench = await climbed();
    const file = join(bench.workspace.version('v1'), 'SKILL.md');
    await chmod(file, 0o644);
    await appendFile(file, 'more\n');
    expect((await refusal(bench)).message).toMatch(/"SKILL.md" in .*v1 was changed/);
  });
});
