import { appendFile, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { removeTree } from '../../src/platform/tree-remove.ts';
import { type Workspace, workspaceAt } from '../../src/store/layout.ts';
import { CHECKED, smallBench } from '../support/campaign.ts';

let folder = '';
let workspace: Workspace = workspaceAt('');
let journal = '';
let state = '';

beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-journal-'));
  const bench = await smallBench(folder, {}, [CHECKED]);
  await bench.improve({ limits: { iterations: 1 } });
  workspace = bench.workspace;
  journal = await readFile(workspace.events, 'utf8');
  state = await readFile(workspace.state, 'utf8');
});
afterAll(() => removeTree(folder));
beforeEach(async () => {
  await writeFile(workspace.events, journal);
  await writeFile(workspace.state, state);
});

async function lines(): Promise<readonly string[]> {
  const { differences } = await verifyRun(workspace);
  return differences.map((one) =>
    one.kind === 'value' ? `${one.path} ${one.place}: ${one.stored} / ${one.computed}` : `${one.kind} ${one.path}`,
  );
}

describe('the journal', () => {
  it.each([
    ['"passed":2', '"passed":4', /^events\.jsonl event \d+ \/passed: 4 \/ 2$/],
    ['"passed":2,"total":4', '"passed":2,"total":2', /^events\.jsonl event \d+ \/total: 2 \/ 4$/],
    ['"rejected":null', '"rejected":"no"', /^events\.jsonl event \d+ \/rejected: no \/ null$/],
    ['"action":"kept"', '"action":"reverted"', /^events\.jsonl event \d+ \/action: reverted \/ kept$/],
  ])('says as the records do, and not %s but %s', async (from, to, line) => {
    expect(journal).toContain(from);
    await writeFile(workspace.events, journal.replace(from, to));
    expect(await lines()).toEqual([expect.stringMatching(line)]);
  });

  it('has no line that is no event, and does not go missing', async () => {
    await writeFile(workspace.events, journal.replace('{"event":"proposed"', '{"event":"proposes"'));
    expect(await lines()).toEqual(['invalid events.jsonl']);
    await rm(workspace.events);
    expect(await lines()).toEqual(['missing events.jsonl']);
  });

  it('may end in a line that a kill tore', async () => {
    await appendFile(workspace.events, '{"event":"run_sta');
    expect(await lines()).toEqual([]);
  });
});

describe('the state of a run that stopped', () => {
  it.each([
    ['phase', 'evaluate'],
    ['iteration', 7],
    ['incumbent', 'v0'],
    ['stop_reason', 'ceiling'],
    ['warnings', ['something']],
    ['spend', { calls: 0, trials: 0, cost_usd: null, duration_ms: 0 }],
  ])('is what the journal and the decisions say: %s', async (key, value) => {
    await writeFile(workspace.state, `${JSON.stringify({ ...JSON.parse(state), [key]: value }, null, 2)}\n`);
    const found = await lines();
    expect(found).not.toEqual([]);
    expect(found.every((line) => line.startsWith(`state.json /${key}`))).toBe(true);
  });

  it('is there', async () => {
    await rm(workspace.state);
    expect(await lines()).toEqual(['missing state.json']);
  });

  it('is not held to a journal that goes on', async () => {
    await writeFile(workspace.events, journal.split('\n').slice(0, -2).concat('').join('\n'));
    await writeFile(workspace.state, `${JSON.stringify({ ...JSON.parse(state), phase: 'evaluate' }, null, 2)}\n`);
    expect(await lines()).toEqual([]);
  });
});

describe('the identity of a run', () => {
  it.each([
    [['run_id'], 'other'],
    [['skill', 'name'], 'other'],
    [['config', 'seed'], 99],
    [['agents', 'judge', 'name'], 'other'],
  ])('is that of its journal and its baseline: %j', async (keys, value) => {
    const text = await readFile(workspace.run, 'utf8');
    const run = JSON.parse(text);
    const last = keys.at(-1) ?? '';
    keys.slice(0, -1).reduce((part, key) => part[key], run)[last] = value;
    await writeFile(workspace.run, `${JSON.stringify(run, null, 2)}\n`);
    const found = await lines();
    await writeFile(workspace.run, text);
    expect(found).toContainEqual(expect.stringContaining(`run.json /${keys.join('/')}: ${value} / `));
  });
});

describe('a record that no seal covers', () => {
  it.each(['run.json', 'manifests/v0.json', 'fallbacks/fingerprint.json', 'iteration-0/metrics.json', 'state.json'])(
    'has no other bytes for the same values: %s',
    async (file) => {
      const path = join(workspace.root, file);
      const text = await readFile(path, 'utf8');
      await writeFile(path, JSON.stringify(JSON.parse(text)));
      const found = await lines();
      await writeFile(path, text);
      expect(found).toEqual([`changed ${file}`]);
    },
  );

  it.each(['best', 'results.tsv'])('has no blank too many: %s', async (file) => {
    const path = join(workspace.root, file);
    const text = await readFile(path, 'utf8');
    await writeFile(path, `${text}\n`);
    const found = await lines();
    await writeFile(path, text);
    expect(found).toEqual([`changed ${file}`]);
  });
});
