import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gradingSchema } from '../../src/core/schema/grading.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const ONLY_BASELINE = { iterations: 0 };
const GRADING = ['iteration-0', 'eval-a', 'grading.json'] as const;

/** A bench with one eval that checks decide. */
function checkedBench(checks: readonly object[], more: Readonly<Record<string, string>> = {}): Promise<Bench> {
  return smallBench(temp(), more, [{ id: 'a', prompt: 'Work.', expectations: checks }]);
}

describe('the checks of a trial', () => {
  it('see the final message, be it said on the way or only in the result', async () => {
    const bench = await checkedBench([
      { type: 'final_message_contains', literal: 'All saved.' },
      { type: 'not', check: { type: 'final_message_contains', literal: 'on my way' } },
      { type: 'tool_called', name: 'Write', times: 1 },
      { type: 'transcript_matches', pattern: 'Write .*out\\.md' },
    ]);
    const works = (end: string) => `executor() {
      say('I am on my way.');
      emit({ type: 'tool_call', id: 't', name: 'Write', input: { path: 'out.md' } });
      ${end}
    }`;
    for (const [name, end] of [
      ['tells', "return { text: 'All saved.' };"],
      ['repeats', "say('All saved.'); return { text: 'All saved.' };"],
    ] as const) {
      const agent = await bench.agent(name, works(end));
      await bench.improve({ agent, limits: ONLY_BASELINE, restart: name === 'repeats' });
      expect(await bench.json(...GRADING)).toMatchObject({ summary: { passed: 4, total: 4 } });
      const told = (await bench.text('iteration-0', 'eval-a', 'trajectory.jsonl')).split('All saved.');
      expect(told).toHaveLength(2);
    }
  });

  it('compare with the files of the suite as they were when the run began', async () => {
    const bench = await checkedBench([{ type: 'equals_file', file: 'out.md', expected: 'expected/out.md' }], {
      'evals/expected/out.md': 'as expected\n',
    });
    const agent = await bench.agent(
      'writes',
      "executor({ cwd }) { fs.writeFileSync(join(cwd, 'out.md'), 'as expected\\n'); return { text: 'done' }; }",
    );
    await bench.improve({ agent, limits: ONLY_BASELINE });
    expect(await bench.json(...GRADING)).toMatchObject({
      expectations: [{ passed: true, evidence: 'out.md equals expected/out.md', source: 'check' }],
    });
  });

  it('run commands with an environment that holds no secret, on a copy that is gone afterwards', async () => {
    const line = 'pwd; touch mine; ! env | grep -E "TOKEN|KEY|secret"';
    const bench = await checkedBench([{ type: 'shell_command', command: line }]);
    const environment = { SERVICE_TOKEN: 'a-very-secret-token' };
    const passed = { OTHER_KEY: 'another-secret-key' };
    await bench.improve({ agent: 'plan', environment, passed, limits: ONLY_BASELINE });
    const grading = gradingSchema.parse(await bench.json(...GRADING));
    expect(grading.expectations).toMatchObject([{ passed: true }]);
    const folder = /saying "([^"]+)"/.exec(grading.expectations[0]?.evidence ?? '')?.[1] ?? '';
    expect(folder).toMatch(/^\/.*\/outputs$/);
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
  });

  it('quote no secret that an output holds', async () => {
    const bench = await checkedBench([{ type: 'json_field_equals', file: 'out.json', path: 'key', expected: 'none' }]);
    const agent = await bench.agent(
      'spills',
      `executor({ cwd }) {
        fs.writeFileSync(join(cwd, 'out.json'), JSON.stringify({ key: process.env.OTHER_KEY }));
        return { text: 'done' };
      }`,
    );
    await bench.improve({ agent, passed: { OTHER_KEY: 'another-secret-key' }, limits: ONLY_BASELINE });
    expect(await bench.json(...GRADING)).toMatchObject({
      expectations: [{ passed: false, evidence: 'key in out.json is "[redacted]", not "none"' }],
    });
  });

  it('quote no half of a secret that was cut with the rest', async () => {
    const line = 'printf %0110d 0; printf YW5vdGhlci1zZWNyZXQta2V5 | base64 -d';
    const bench = await checkedBench([{ type: 'shell_command', command: line }]);
    await bench.improve({ agent: 'plan', passed: { OTHER_KEY: 'another-secret-key' }, limits: ONLY_BASELINE });
    expect(await bench.json(...GRADING)).toMatchObject({
      expectations: [{ passed: true, evidence: expect.stringMatching(/, saying "0{110}\[redacted\]…$/) }],
    });
  });

  it('leave the trial open when they are interrupted, and are run again', async () => {
    const ready = join(temp(), 'ready');
    const bench = await checkedBench([{ type: 'shell_command', command: `test -e ${ready} || sleep 60`, timeout: 50 }]);
    const abort = new AbortController();
    const stop = { requested: () => abort.signal.aborted, abort: abort.signal };
    const onEvent = ({ event }: { event: string }) => {
      if (event === 'call_ended') setTimeout(() => abort.abort(), 300);
    };
    expect((await bench.improve({ agent: 'plan', stop, onEvent, limits: ONLY_BASELINE })).stopReason).toBe('user');
    expect(await bench.json('iteration-0', 'eval-a', 'trial.json')).toMatchObject({ outcome: null });
    await expect(bench.text(...GRADING)).rejects.toThrow('ENOENT');
    await writeFile(ready, '');
    await bench.improve({ agent: 'plan', limits: ONLY_BASELINE });
    expect(await bench.json(...GRADING)).toMatchObject({ summary: { passed: 1, total: 1 } });
    expect(await bench.calls('executor')).toBe(1);
  });
});
