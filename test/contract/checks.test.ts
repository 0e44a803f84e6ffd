import { mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKS, checkProblem, runCheck } from '../../src/evals/checks/registry.ts';
import { useTempFolder } from '../platform/temp.ts';
import type { Planted } from '../support/write-tree.ts';
import { type CheckExample, type CheckExamples, type Fields, said, stageExample } from './check-examples.ts';

const folder = useTempFolder();
const RUNS = { seed: 1, numRuns: 8 };

const suites = await Promise.all(CHECKS.map(async ({ type }) => ({ type, examples: await examplesOf(type) })));

async function examplesOf(type: string): Promise<CheckExamples> {
  const { examples } = await import(`./checks/${type.replaceAll('_', '-')}.ts`);
  return examples;
}

/** Runs an example in a place of its own. */
async function run(type: string, example: CheckExample) {
  const trial = await stageExample(join(folder(), 'trial'), example);
  expect(await checkProblem({ ...example.spec, type }, trial.evals)).toBeNull();
  return runCheck({ ...example.spec, type }, trial);
}

function expectOneLine(evidence: string): void {
  expect(evidence).toMatch(/^\P{Cc}*\S\P{Cc}*$/u);
  expect(evidence.length).toBeLessThanOrEqual(500);
}

it('every check has a name of its own', () => {
  expect(new Set(CHECKS.map(({ type }) => type)).size).toBe(CHECKS.length);
});

describe.each(suites)('$type', ({ type, examples: { passes, fails, wrong } }) => {
  const [sample = { spec: {} }] = Object.values(passes);

  it.each(Object.entries(passes))('passes %s', async (_, example) => {
    const result = await run(type, example);
    expect(result).toEqual({ passed: true, evidence: expect.stringContaining(example.evidence ?? '') });
    expectOneLine(result.evidence);
  });

  it.each(Object.entries(fails))('fails %s', async (_, { undecided, ...example }) => {
    const result = await run(type, example);
    const evidence = expect.stringContaining(example.evidence ?? '');
    expect(result).toEqual({ passed: false, evidence, ...(undecided && { undecided }) });
    expectOneLine(result.evidence);
  });

  it.each(Object.entries(wrong))('is refused %s', async (_, { spec, problem }) => {
    const said = await checkProblem({ ...spec, type }, folder());
    expect(said).toContain(problem);
    expect(said?.startsWith(`${type}: `)).toBe(true);
  });

  it('has an example of each kind', () => {
    for (const kind of [passes, fails, wrong]) expect(Object.keys(kind).length).toBeGreaterThan(0);
  });

  it('takes the notes of an expectation and fields of other tools', async () => {
    const notes = { id: 'e1', text: 'x', description: 'y', weight: 2, severity: 'high', type };
    const { evals } = await stageExample(folder(), sample);
    expect(await checkProblem({ ...notes, ...sample.spec }, evals)).toBeNull();
  });

  it('refuses names that leave the outputs', async () => {
    for (const name of ['file', 'glob'].filter((field) => field in sample.spec)) {
      for (const outside of ['../a', '/etc/passwd', 'a/../../b', '..', '{a,b}/../../c', 'nul\0']) {
        const { evals } = await stageExample(folder(), sample);
        const problem = await checkProblem({ ...sample.spec, type, [name]: outside }, evals);
        expect(problem, outside).toContain('leaves the trial’s outputs');
      }
    }
  });

  it('sees nothing through a link', async () => {
    if (!('file' in sample.spec || 'glob' in sample.spec)) return;
    const { outputs, ...bare } = sample;
    const nothing = await run(type, bare);
    const trial = await stageExample(join(folder(), 'linked'), sample);
    await rename(trial.outputs, join(folder(), 'elsewhere'));
    await mkdir(trial.outputs);
    for (const name of new Set(Object.keys(outputs ?? {}).map((path) => path.split('/')[0] ?? path))) {
      await symlink(join(folder(), 'elsewhere', name), join(trial.outputs, name));
    }
    expect(await runCheck({ ...sample.spec, type }, trial)).toEqual(nothing);
  });

  it('decides whatever lies in the outputs, in one line and the same each time', async () => {
    const names = namesIn(sample);
    const anyTrial = fc.record({
      outputs: fc.dictionary(fc.constantFrom(...names), anyContent),
      events: fc.array(anyEvent, { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(anyTrial, async ({ outputs, events }) => {
        const trial = await stageExample(join(folder(), 'any'), { ...sample, outputs, events });
        const result = await runCheck({ ...sample.spec, type }, trial);
        expectOneLine(result.evidence);
        expect(typeof result.passed).toBe('boolean');
        expect(await runCheck({ ...sample.spec, type }, trial)).toEqual(result);
        await rm(join(folder(), 'any'), { recursive: true });
      }),
      RUNS,
    );
  });

  it('is refused or runs, whatever its fields hold', async () => {
    // A command made up by chance is not run.
    if (type === 'shell_command') return;
    const trial = { ...(await stageExample(folder(), { outputs: { a: '{"a": [1]}' } })), commands: null };
    const known = CHECKS.find((check) => check.type === type)?.schema.shape ?? {};
    const anySpec = fc.dictionary(fc.constantFrom(...Object.keys(known)), anyField);
    await fc.assert(
      fc.asyncProperty(anySpec, async (changed: Fields) => {
        const spec = { ...sample.spec, ...changed, type };
        const problem = await checkProblem(spec, trial.evals);
        if (problem === null) expectOneLine((await runCheck(spec, trial)).evidence);
        else expect(problem).toContain(type);
      }),
      { ...RUNS, numRuns: 15 },
    );
  });
});

const DEEP = 100_000;

const anyContent: fc.Arbitrary<Planted> = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 50 }),
  fc.constantFrom<Planted>(
    '',
    '[{"a": [1, {"n": null}]}]',
    '['.repeat(DEEP) + ']'.repeat(DEEP),
    `${'{"n":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
    'a: &a [*a, *a]\n',
    'x\u0000\u001B[2J\r\n\u2028y',
    { link: '/etc/passwd' },
    { link: 'nowhere' },
    { link: '.' },
  ),
);

const anyEvent = fc.oneof(
  fc.string({ unit: 'binary' }).map(said),
  fc.record({
    type: fc.constant('tool_call' as const),
    id: fc.string(),
    name: fc.constantFrom('Bash', 'constructor'),
    input: fc.jsonValue(),
  }),
);

const anyField = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('a', '*', 'a[0]', '$', '[]', '!(a)', '{a,b', '[[:x:]]', '(?<x>a)|b', 'g', 'y', 'uv', 'eq', 'gt'),
  fc.nat(),
  fc.array(fc.record({ type: fc.constantFrom('file_exists', 'not', 'nothing'), file: fc.constantFrom('a', '../a') })),
);

/** The outputs that a check looks at in its example, and others. */
function namesIn({ spec, outputs = {} }: CheckExample): readonly string[] {
  return [...Object.keys(outputs), ...(typeof spec.file === 'string' ? [spec.file] : []), 'x\ny', '*', 'émoji 😀'];
}

it('every table of examples belongs to a check', async () => {
  const source = await readFile(new URL('../../src/evals/checks/registry.ts', import.meta.url), 'utf8');
  expect(suites.length).toBeGreaterThan(27);
  for (const { type } of suites) expect(source).toContain(`./${type.replaceAll('_', '-')}.ts`);
});
