import { mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_USAGE } from '../../src/core/schema/usage.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import {
  readGrading,
  readTrial,
  writeExecution,
  writeFailedAttempt,
  writeGrading,
  writeRecord,
} from '../../src/store/trials.ts';
import { grading } from '../core/gradings.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';
import { RECORD } from './trial-record.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
const place = () => workspaceAt(at('W')).iteration(1).trial('a', 1);
const files = (outputsFrom: string | null) => ({
  transcript: '# Eval a\n',
  trajectory: '{"type":"message"}\n',
  outputsFrom,
  outputLimit: null,
});
const madeOutputs = () =>
  writeTree(at('outputs'), {
    'report.md': 'text',
    'deep/run.sh': { run: 'x' },
    way: { link: 'report.md' },
    dangling: { link: 'gone' },
  });

describe('an executed trial', () => {
  it('is stored with transcript, trajectory, outputs and timing', async () => {
    await writeExecution(place(), files(await madeOutputs()), RECORD);
    expect((await readdir(place().dir)).sort()).toEqual([
      'outputs',
      'timing.json',
      'trajectory.jsonl',
      'transcript.md',
      'trial.json',
    ]);
    expect(await readTrial(place())).toEqual(RECORD);
    expect(await readFile(place().transcript, 'utf8')).toBe('# Eval a\n');
    expect((await readdir(place().outputs)).sort()).toEqual(['dangling', 'deep', 'report.md', 'way']);
    expect(await readlink(join(place().outputs, 'dangling'))).toBe('gone');
  });

  it('has its time and tokens in the form that other tools read; unknown is null, never 0', async () => {
    const usage = { ...UNKNOWN_USAGE, input_tokens: 10, output_tokens: 5 };
    await writeExecution(place(), files(null), { ...RECORD, usage, duration_ms: 1500 });
    const timing = async (): Promise<unknown> => JSON.parse(await readFile(place().timing, 'utf8'));
    expect(await timing()).toEqual({
      schema_version: 1,
      total_tokens: 15,
      duration_ms: 1500,
      total_duration_seconds: 1.5,
    });
    await rm(place().record);
    await writeExecution(place(), files(null), { ...RECORD, usage: { ...usage, output_tokens: null } });
    expect(await timing()).toMatchObject({ total_tokens: null });
  });

  it('has an empty outputs folder where there are none to keep', async () => {
    await writeExecution(place(), files(null), RECORD);
    expect(await readdir(place().outputs)).toEqual([]);
  });

  it('is written once', async () => {
    await writeExecution(place(), files(await madeOutputs()), RECORD);
    await expect(writeExecution(place(), files(null), { ...RECORD, attempts: 2 })).rejects.toThrow('is written once');
    expect(await readTrial(place())).toEqual(RECORD);
    expect(await readdir(place().outputs)).toContain('report.md');
  });

  it('replaces what a killed start left half-written', async () => {
    await writeTree(place().dir, { 'outputs/old.md': 'x', '.outputs.partial/half': 'x', 'transcript.md': 'half' });
    await writeExecution(place(), files(await madeOutputs()), RECORD);
    expect(await readdir(place().dir)).not.toContain('.outputs.partial');
    expect(await readdir(place().outputs)).not.toContain('old.md');
  });

  it('has no record before everything else is there', async () => {
    await mkdir(join(place().timing, 'in the way'), { recursive: true });
    await expect(writeExecution(place(), files(await madeOutputs()), RECORD)).rejects.toThrow();
    expect(await readTrial(place())).toBeNull();
    expect((await readdir(place().outputs)).sort()).toContain('report.md');
    await rm(place().dir, { recursive: true });
    await expect(writeExecution(place(), files(at('gone')), RECORD)).rejects.toThrow();
    expect(await readTrial(place())).toBeNull();
  });
});

describe('a trial that was not executed', () => {
  it('has neither record nor grading', async () => {
    expect([await readTrial(place()), await readGrading(place())]).toEqual([null, null]);
  });

  it('keeps its failed attempts beside it, where they never count', async () => {
    const failed = {
      ...RECORD,
      outcome: 'agent_error' as const,
      error: { kind: 'crash' as const, message: 'fell over' },
    };
    await writeFailedAttempt(place().attempt(1), files(null), failed);
    expect((await readdir(place().attempt(1))).sort()).toEqual(['trajectory.jsonl', 'transcript.md', 'trial.json']);
    expect(await readTrial(place())).toBeNull();
  });
});

describe('a grading', () => {
  const graded = grading('+');

  it('is there before the trial says so', async () => {
    await writeExecution(place(), files(null), RECORD);
    await writeGrading(place(), RECORD, graded);
    expect(await readTrial(place())).toEqual({ ...RECORD, outcome: 'graded' });
    expect(await readGrading(place())).toEqual(graded);
  });

  it('that could not be stored leaves the trial ungraded', async () => {
    await writeExecution(place(), files(null), RECORD);
    await mkdir(join(place().grading, 'in the way'), { recursive: true });
    await expect(writeGrading(place(), RECORD, graded)).rejects.toThrow();
    expect((await readTrial(place()))?.outcome).toBeNull();
  });

  it.each([
    ['NaN', (text: string) => text.replace('"pass_rate": 1', '"pass_rate": null')],
    ['a rate above 1', (text: string) => text.replace('"pass_rate": 1', '"pass_rate": 1.2')],
    ['a "yes"', (text: string) => text.replace('"passed": true', '"passed": "yes"')],
  ])('with %s is refused with its place', async (_, change) => {
    await mkdir(place().dir, { recursive: true });
    await writeRecord(place(), { ...RECORD, outcome: 'graded' });
    await writeFile(place().grading, change(JSON.stringify(graded, null, 2)));
    await expect(readGrading(place())).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringMatching(/grading\.json \/(summary|expectations)\//),
    });
  });
});
