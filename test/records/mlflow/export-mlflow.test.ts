import { chmod, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createRedact } from '../../../src/agents/redact.ts';
import { createTracker, exportMlflow } from '../../../src/records/mlflow/export-mlflow.ts';
import { mlflowServer } from '../../../src/records/mlflow/rest.ts';
import { type Workspace, workspaceAt } from '../../../src/store/layout.ts';
import { useTempFolder, useTempFolderForAll } from '../../platform/temp.ts';
import { CHECKED, JUDGED, smallBench } from '../../support/campaign.ts';
import { type MlflowStub, type StubFault, startMlflowStub } from '../../support/mlflow-stub.ts';

const SECRET = 'hunter2-hunter2-"quoted"';
const SEALED = 'a prompt that only submit may see';

const ran = useTempFolderForAll();
const folder = useTempFolder();

beforeAll(async () => {
  const sealed = { id: 'held', prompt: SEALED, split: 'test', expectations: [`${SEALED}, and is met`] };
  const bench = await smallBench(ran(), { 'image.bin': new Uint8Array([0, 255, 1]) }, [CHECKED, JUDGED, sealed]);
  await bench.improve({ limits: { iterations: 2 } });
});

/** A copy of the run that a test may alter. */
async function copied(): Promise<Workspace> {
  await cp(join(ran(), 'plan-autoresearch'), join(folder(), 'moved'), { recursive: true });
  return workspaceAt(join(folder(), 'moved'));
}

async function started(artifactRoot?: string): Promise<MlflowStub> {
  const stub = await startMlflowStub(artifactRoot);
  onTestFinished(() => stub.close());
  return stub;
}

function targetOf({ url }: Pick<MlflowStub, 'url'>, timeoutMs = 5000) {
  const server = mlflowServer({ uri: url, token: 'a token', timeoutMs });
  return { server, experiment: undefined, redact: createRedact([SECRET]) };
}

async function alter(path: string, change: (text: string) => string): Promise<void> {
  await chmod(path, 0o644);
  await writeFile(path, change(await readFile(path, 'utf8')));
}

describe('a run that is sent', () => {
  it('holds no secret and not a word of the test split', async () => {
    const [workspace, stub] = [await copied(), await started()];
    const place = workspace.iteration(1);
    await alter(place.trial('a', 1).transcript, (text) => `the password is ${SECRET}\n${text}`);
    await alter(place.decision, (text) =>
      text.replace('"reason": "', `"reason": "${JSON.stringify(SECRET).slice(1, -1)} `),
    );
    await exportMlflow(workspace, targetOf(stub));
    const told = stub.requests.map(({ path, text }) => `${path} ${text}`).join('\n');
    for (const part of [SECRET, 'hunter2', SEALED, 'held']) expect(told).not.toContain(part);
    expect(told).toContain('the password is [redacted]');
    expect(told).toContain('"reason","value":"[redacted] ');
  });

  it('says nothing of what was not measured, rather than 0', async () => {
    const [workspace, stub] = [await copied(), await started()];
    const place = workspace.iteration(2);
    await alter(place.decision, (text) => text.replace(/"score": "[\d.]+"/, '"score": ""'));
    await alter(place.metrics, (text) =>
      JSON.stringify({ ...JSON.parse(text), score: null, pass_rates: { a: null, b: 0.5 } }),
    );
    await exportMlflow(workspace, targetOf(stub));
    const keys = stub.runs[3]?.data.metrics.map(({ key }) => key);
    expect(keys).toContain('best_score');
    expect(keys).toContain('pass_rates.b');
    for (const key of ['score', 'raw_score', 'pass_rates.a']) expect(keys).not.toContain(key);
    expect(stub.runs[0]?.data.metrics.filter(({ key }) => key === 'score')).toHaveLength(2);
  });

  it('has its files as they are, bytes that are no text too, but for one that holds a secret', async () => {
    const [workspace, stub] = [await copied(), await started()];
    await chmod(workspace.version('v0'), 0o755);
    await writeFile(join(workspace.iteration(1).candidate, 'secret.bin'), Buffer.from(`\xff\0${SECRET}`, 'latin1'));
    const { warnings } = await exportMlflow(workspace, targetOf(stub));
    expect(stub.artifacts.get('1/run2/artifacts/skill/image.bin')).toBe('\0\xff\x01');
    expect([...stub.artifacts.keys()].filter((path) => /secret|evals\//.test(path))).toEqual([]);
    expect(warnings).toEqual(['skill/secret.bin holds a secret and was not sent']);
  });

  it('is told with the token, or with the user of the address, which no message repeats', async () => {
    const [workspace, stub] = [await copied(), await started()];
    await exportMlflow(workspace, targetOf(stub));
    expect(new Set(stub.requests.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer a token']));
    const uri = stub.url.replace('//', '//me:pass%20word@');
    const server = mlflowServer({ uri, token: 'a token' });
    stub.fails(() => ({ status: 403, text: 'no' }));
    await expect(exportMlflow(workspace, { ...targetOf(stub), server })).rejects.toThrow(
      `The MLflow server ${stub.url} answered 403 to experiments/get-by-name: no.`,
    );
    expect(stub.requests.at(-1)?.authorization).toBe(`Basic ${Buffer.from('me:pass word').toString('base64')}`);
  });

  it('is found again, so that only what is new is sent', async () => {
    const [workspace, stub] = [await copied(), await started()];
    await rm(workspace.iteration(2).seal);
    expect(await exportMlflow(workspace, targetOf(stub))).toMatchObject({
      written: { campaigns: 1, iterations: 2 },
      skipped: { pending: 1 },
    });
    const before = stub.requests.length;
    await cp(join(ran(), 'plan-autoresearch/iteration-2/MANIFEST.sha256'), workspace.iteration(2).seal);
    expect(await exportMlflow(workspace, targetOf(stub))).toMatchObject({
      written: { iterations: 1 },
      skipped: { unchanged: 2, pending: 0 },
    });
    const ofOthers = stub.requests.slice(before).filter(({ text }) => /"run_id":"run[12]"/.test(text));
    expect(ofOthers).toEqual([]);
    expect(stub.runs.map(({ data }) => new Set(data.metrics.map((one) => JSON.stringify(one))).size)).toEqual(
      stub.runs.map(({ data }) => data.metrics.length),
    );
  });

  it('tells nothing of an edit that leaked, nor of a trial that did', async () => {
    const [workspace, stub] = [await copied(), await started()];
    await alter(workspace.iteration(1).proposal, (text) =>
      JSON.stringify({
        ...JSON.parse(text),
        rejected: 'drop: leak: the canary stands in SKILL.md',
        hypothesis: 'the canary',
      }),
    );
    await alter(workspace.iteration(2).trial('a', 1).record, (text) => text.replace('"graded"', '"leak"'));
    await exportMlflow(workspace, targetOf(stub));
    const [, , leaked, other] = stub.runs;
    const keys = leaked?.data.tags.map(({ key }) => key);
    expect(keys).toContain('decision');
    for (const key of ['hypothesis', 'changelog', 'expected_flips']) expect(keys).not.toContain(key);
    const filesOf = (run: typeof leaked) =>
      [...stub.artifacts.keys()]
        .filter((path) => path.startsWith(`1/${run?.info.run_id}/`))
        .map((path) => path.slice(17));
    expect(filesOf(leaked)).toEqual(['trials/eval-a__t1/transcript.md', 'trials/eval-b__t1/transcript.md']);
    expect(filesOf(other)).toContain('trials/eval-b__t1/transcript.md');
    expect(filesOf(other)).not.toContain('trials/eval-a__t1/transcript.md');
  });

  it('says how the run ended', async () => {
    const [workspace, stub] = [await copied(), await started()];
    const endings = { iterations: 'FINISHED', user: 'KILLED', agent_unavailable: 'FAILED' };
    for (const [reason, status] of Object.entries(endings)) {
      await alter(workspace.state, (text) => text.replace(/"stop_reason": "\w+"/, `"stop_reason": "${reason}"`));
      await exportMlflow(workspace, targetOf(stub));
      expect(stub.runs[0]?.info.status).toBe(status);
    }
    await rm(workspace.state);
    await exportMlflow(workspace, targetOf(stub));
    expect(stub.runs[0]?.info.status).toBe('RUNNING');
    expect(stub.runs).toHaveLength(4);
  });

  it('goes without artifacts to a server that takes none for others', async () => {
    const [workspace, stub] = [await copied(), await started('s3://bucket')];
    const { warnings, written } = await exportMlflow(workspace, targetOf(stub));
    expect(written).toEqual({ campaigns: 1, iterations: 3 });
    expect(warnings).toEqual([expect.stringContaining('--serve-artifacts')]);
    expect(stub.artifacts.size).toBe(0);
  });
});

describe('a server in trouble', () => {
  const failing: readonly (readonly [string, StubFault, RegExp])[] = [
    ['errors of its own', { status: 500, text: 'boom' }, /answered 500 to experiments\/get-by-name: boom/],
    ['another service', { status: 404, text: '<html>nothing here</html>' }, /answered 404 .*<html>/],
    ['garbage', { status: 200, text: '<html>' }, /gave no answer of MLflow to .*: <html>/],
    ['JSON of something else', { status: 200, text: '[1]' }, /gave no answer of MLflow/],
    ['silence', 'silence', /does not answer: .*timeout/i],
    ['cut connections', 'cut', /does not answer: /],
  ];
  it.each(failing)('%s: an error that names it', async (_what, fault, message) => {
    const stub = await started();
    stub.fails(() => fault);
    const target = targetOf(stub, 100);
    await expect(exportMlflow(workspaceAt(join(ran(), 'plan-autoresearch')), target)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message),
    });
  });

  it('is an error where nobody listens, and where the address is none', async () => {
    const stub = await startMlflowStub();
    await stub.close();
    const send = () => exportMlflow(workspaceAt(join(ran(), 'plan-autoresearch')), targetOf(stub));
    await expect(send()).rejects.toThrow('does not answer: ECONNREFUSED');
    for (const uri of ['mlruns', 'file:///mlruns', 'sqlite:///mlflow.db', '']) {
      expect(() => mlflowServer({ uri, token: undefined })).toThrow('is not the address of an MLflow server');
    }
  });

  it('is asked again where it fails for a moment or wants to be asked later, and has everything once', async () => {
    const [workspace, stub] = [await copied(), await started()];
    const seen = new Map<string, number>();
    stub.fails(({ path }) => {
      const times = (seen.get(path) ?? 0) + 1;
      seen.set(path, times);
      if (path.endsWith('create') || path.includes('artifacts') || times > 2) return null;
      return times === 1 ? { status: 503, text: '' } : { status: 429, text: '', after: '0.01' };
    });
    expect(await exportMlflow(workspace, targetOf(stub))).toMatchObject({ written: { campaigns: 1, iterations: 3 } });
    expect(stub.runs).toHaveLength(4);
  }, 60_000);

  it('keeps what arrived: what is sent again makes no second run', async () => {
    const [workspace, stub] = [await copied(), await started()];
    const send = createTracker(workspace, targetOf(stub, 300));
    let creations = 0;
    stub.fails(({ path }) => {
      creations += path.endsWith('runs/create') ? 1 : 0;
      return path.includes('artifacts') && creations === 2 ? { status: 500, text: 'disk full' } : null;
    });
    await expect(send({ report: false })).rejects.toThrow('disk full');
    stub.fails(() => null);
    expect(await send({ report: true })).toMatchObject({ written: { campaigns: 1, iterations: 3 } });
    expect(stub.runs).toHaveLength(4);
    expect(await send({ report: true })).toMatchObject({ written: { campaigns: 0, iterations: 0 } });
  }, 60_000);

  it('that refuses a file gets the others', async () => {
    const [workspace, stub] = [await copied(), await started()];
    stub.fails(({ path }) => (path.endsWith('SKILL.md') ? { status: 400, text: 'Invalid path' } : null));
    const { warnings } = await exportMlflow(workspace, targetOf(stub));
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toMatch(/^The server refused \w+-iter-0\/skill\/SKILL\.md\.$/);
    expect([...stub.artifacts.keys()]).toContain('1/run1/artifacts/trials/eval-a__t1/transcript.md');
  });
});
