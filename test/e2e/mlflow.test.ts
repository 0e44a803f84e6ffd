import { describe, expect, it, onTestFinished } from 'vitest';
import { scripted } from '../support/cli.ts';
import { startMlflowStub } from '../support/mlflow-stub.ts';
import { refusal, smallScene } from '../support/small-scene.ts';

async function scene() {
  const stub = await startMlflowStub();
  onTestFinished(() => stub.close());
  const { run, skill } = await smallScene();
  const improve = (...flags: readonly string[]) =>
    run(['improve', skill, '--agent', scripted('plan'), '--iterations', '2', '--final-passes', '0', ...flags]);
  return { stub, run, improve };
}

describe('improve --mlflow', () => {
  it('has sent everything when it ends, so that an export finds nothing to send', async () => {
    const { stub, run, improve } = await scene();
    const { code, stderr } = await improve('--mlflow', stub.url);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('MLflow') });
    expect(stub.runs.map(({ info }) => info.status)).toEqual(['FINISHED', 'FINISHED', 'FINISHED', 'FINISHED']);
    expect([...stub.artifacts.keys()]).toContain('1/run0/artifacts/report.md');
    const decisions = stub.requests.filter(({ path }) => path.endsWith('runs/create')).length;
    const { stdout } = await run(['export', 'mlflow', '--uri', stub.url, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ exporter: 'mlflow', to: stub.url, warnings: [] },
      ...{ written: { campaigns: 0, iterations: 0 }, skipped: { unchanged: decisions - 1 } },
    });
  });

  it('ends as it would without, and warns once, where the server is dead or never answers', async () => {
    const { stub, run, improve } = await scene();
    stub.fails(() => 'cut');
    const { code, stderr } = await improve('--mlflow', stub.url);
    expect(code).toBe(0);
    expect(stderr.match(/^warning: The MLflow server .* does not answer/gm)).toHaveLength(1);
    stub.fails(() => null);
    const { stdout } = await run(['export', 'mlflow', '--uri', stub.url]);
    expect(stdout).toMatch(/^Written to http:\S+: campaigns 1, iterations 3\.\n$/);
  });

  it('refuses what is no server, before anything is run', async () => {
    const { run, improve } = await scene();
    expect(await refusal(improve('--mlflow', 'mlruns'))).toMatch(/"mlruns" is not the address of an MLflow server/);
    expect(await refusal(run(['export', 'mlflow']))).toMatch(/--uri/);
  });
});
