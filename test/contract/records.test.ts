import { appendFile, chmod, cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRedact } from '../../src/agents/redact.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { removeTree } from '../../src/platform/tree-remove.ts';
import type { ExportSummary } from '../../src/records/port.ts';
import { EXPORTERS } from '../../src/records/registry.ts';
import { type Workspace, workspaceAt } from '../../src/store/layout.ts';
import { useTempFolder, useTempFolderForAll } from '../platform/temp.ts';
import { smallBench } from '../support/campaign.ts';
import { foreignWorkspace } from '../support/foreign-workspace.ts';
import { exportTo } from '../support/records.ts';
import { writeTree } from '../support/write-tree.ts';

const SECRET = 'hunter2-hunter2-"quoted"';
const SEALED = 'a prompt that only submit may see';

const ran = useTempFolderForAll();
const folder = useTempFolder();

/** A finished run with a sealed eval, whose first trial says a secret. */
beforeAll(async () => {
  const sealed = { id: 'held', prompt: SEALED, split: 'test', expectations: [`${SEALED}, and is met`] };
  const checked = { id: 'a', prompt: 'Work through case A.', expectations: ['Line 01 is done', 'Line 02 is done'] };
  const bench = await smallBench(ran(), {}, [
    checked,
    { ...checked, id: 'b', prompt: 'case B', expectations: ['One', 'Two', 'Three', 'Four'] },
    sealed,
  ]);
  await bench.improve({ limits: { iterations: 2 } });
  await plantSecret(bench.workspace);
});

/** Says a secret in the first trials and in what they made. */
async function plantSecret(workspace: Workspace): Promise<void> {
  const said = `${JSON.stringify({ type: 'message', role: 'assistant', text: `the password is ${SECRET}` })}\n`;
  for (const iteration of [0, 1]) {
    const { trajectory, outputs } = workspace.iteration(iteration).trial('a', 1);
    for (const path of [trajectory, join(outputs, 'result.txt')]) await chmod(path, 0o644);
    await writeFile(trajectory, `${said}${await readFile(trajectory, 'utf8')}`);
    await writeFile(join(outputs, 'result.txt'), `password: ${SECRET}\n`);
  }
}

/** A copy of the run on what might be another machine: another place, and no skill beside it. */
async function copied(): Promise<Workspace> {
  await cp(join(ran(), 'plan-autoresearch'), join(folder(), 'moved'), { recursive: true });
  return workspaceAt(join(folder(), 'moved'));
}

/** Each file below a folder with its content. */
async function filesIn(root: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(root, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.sort().map(async (path) => [path.slice(root.length + 1), await readFile(path, 'utf8')])),
  );
}

it('every exporter has a name of its own', () => {
  expect(new Set(EXPORTERS.map(({ name }) => name)).size).toBe(EXPORTERS.length);
});

describe.each(EXPORTERS)('export $name', (exporter) => {
  const to = () => join(folder(), 'exported');
  const redact = createRedact([SECRET]);
  const exported = (workspace: Workspace): Promise<ExportSummary> =>
    exporter.export(workspace, exportTo(to(), { redact }));

  it('writes something below its target, counts it, and touches nothing else', async () => {
    const workspace = await copied();
    const before = await hashTree(workspace.root);
    const { written, skipped } = await exported(workspace);
    expect(Object.values(written).reduce((a, b) => a + b)).toBeGreaterThan(0);
    expect(Object.keys(skipped).length).toBeGreaterThan(0);
    expect(await hashTree(workspace.root)).toEqual(before);
    expect((await readdir(folder())).sort()).toEqual(['exported', 'moved']);
    expect(Object.keys(await filesIn(to())).filter((name) => /\.(partial|old)\b/.test(name))).toEqual([]);
  });

  it('writes the same bytes twice', async () => {
    const workspace = await copied();
    await exported(workspace);
    const first = await filesIn(to());
    await exported(workspace);
    expect(await filesIn(to())).toEqual(first);
    expect(Object.keys(first).length).toBeGreaterThan(2);
  });

  it('never tells a secret, nor a word of the test split', async () => {
    await exported(await copied());
    const told = Object.entries(await filesIn(to()))
      .flat()
      .join('\n');
    for (const part of [SECRET, 'hunter2', JSON.stringify(SECRET).slice(1, -1), SEALED, 'held']) {
      expect(told).not.toContain(part);
    }
    expect(told).toContain('Work through case A.');
  });

  it('refuses a folder that holds something which is not ours, and a link', async () => {
    const workspace = await copied();
    await writeTree(to(), { 'thesis.txt': 'years of work' });
    await expect(exported(workspace)).rejects.toMatchObject({ code: 'usage', message: /and no .* of ours/ });
    expect(await filesIn(to())).toEqual({ 'thesis.txt': 'years of work' });
    await rm(to(), { recursive: true });
    await mkdir(join(folder(), 'elsewhere'));
    await symlink(join(folder(), 'elsewhere'), to());
    await expect(exported(workspace)).rejects.toMatchObject({ code: 'usage', message: /is a link/ });
    expect(await readdir(join(folder(), 'elsewhere'))).toEqual([]);
  });

  it('refuses to write into the workspace', async () => {
    const workspace = await copied();
    const inside = exportTo(join(workspace.root, 'v0', 'exported'));
    await expect(exporter.export(workspace, inside)).rejects.toThrow(/lies in the workspace/);
  });

  it('follows no link that somebody put below its target', async () => {
    const workspace = await copied();
    await exported(workspace);
    const [outside, inside] = [
      join(folder(), 'outside'),
      (await readdir(to())).filter((name) => !name.startsWith('.')),
    ];
    await mkdir(outside);
    for (const name of inside) {
      await removeTree(join(to(), name));
      await symlink(outside, join(to(), name));
    }
    await exported(workspace).catch((error) => expect(error).toMatchObject({ code: 'usage' }));
    expect(await readdir(outside)).toEqual([]);
  });

  it('takes a run that was killed in the middle of an iteration as it is', async () => {
    const workspace = await copied();
    const place = workspace.iteration(2);
    for (const path of [place.seal, place.decision, workspace.state, workspace.results])
      await rm(path, { force: true });
    await rm(place.trial('b', 1).record);
    await rm(place.trial('a', 1).grading);
    await exported(workspace);
    await exported(workspace);
    expect((await stat(to())).isDirectory()).toBe(true);
  });

  it('passes over what cannot be read, and says so', async () => {
    const workspace = await copied();
    const { trajectory, dir } = workspace.iteration(1).trial('a', 1);
    await chmod(dir, 0o755);
    await chmod(trajectory, 0o644);
    await appendFile(trajectory, '{"type":"message","role":"assist\n[1]\n');
    await rm(workspace.iteration(1).trial('b', 1).trajectory);
    const { record } = workspace.iteration(2).trial('a', 1);
    await chmod(record, 0o644);
    await writeFile(record, 'torn');
    const summary = JSON.stringify(await exported(workspace));
    expect(summary).toMatch(/iteration-2\/eval-a\/trial\.json/);
    // Exporters of what was said tell of torn trajectories as well.
    if (exporter.name !== 'outputs') expect(summary).toMatch(/hold no event|"broken":1/);
  });

  it('says why of another tool’s workspace, and of one without a run', async () => {
    await expect(exported(await foreignWorkspace(folder()))).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringMatching(/another tool/),
    });
    const torn = await copied();
    await rm(torn.run);
    await expect(exported(torn)).rejects.toMatchObject({ message: expect.stringMatching(/no run.json/) });
  });
});
