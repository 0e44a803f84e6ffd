import {
  appendFile,
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { acquireLock } from '../../src/platform/lock.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { removeTree } from '../../src/platform/tree-remove.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { sealIteration } from '../../src/store/seal.ts';
import { useTempFolder } from '../platform/temp.ts';
import { smallBench } from '../support/campaign.ts';

const temp = useTempFolder();

/** A run of three iterations, made once: 0.25, 0.5 kept, 0.5 reverted, 0.75 kept. */
let made = '';
beforeAll(async () => {
  made = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-verify-'));
  const bench = await smallBench(made, {
    'scripts/run': { run: 'x' },
    'references/link': { link: '../SKILL.md' },
    'evals/inputs/link': { link: '../../SKILL.md' },
    empty: null,
  });
  await bench.improve();
});
afterAll(() => removeTree(made));

type Json = ReturnType<typeof JSON.parse>;
type Copy = Awaited<ReturnType<typeof copied>>;

/** A copy of that run's workspace, to spoil. */
async function copied() {
  const root = join(temp(), 'W');
  await rm(root, { recursive: true, force: true });
  await cp(join(made, 'plan-autoresearch'), root, { recursive: true, verbatimSymlinks: true });
  const at = (...parts: readonly string[]) => join(root, ...parts);
  const read = (path: string) => readFile(at(path), 'utf8');
  const write = async (path: string, text: string) => {
    await rm(at(path), { recursive: true, force: true });
    await writeFile(at(path), text);
  };
  return {
    root,
    at,
    read,
    write,
    edit: async (path: string, change: (json: Json) => void) => {
      const json = JSON.parse(await read(path));
      change(json);
      await write(path, `${JSON.stringify(json, null, 2)}\n`);
    },
    /** Seals an iteration anew, and all that follow, as a patient forger would. */
    reseal: async (from: number) => {
      for (let number = from; number <= 3; number += 1) {
        await rm(at(`iteration-${number}`, 'MANIFEST.sha256'), { force: true });
        await sealIteration(workspaceAt(root), number);
      }
    },
    remove: (path: string) => removeTree(at(path)),
    /** Leaves the rows of the first iterations. */
    keepRows: async (count: number) => {
      await removeTree(at('history.json'));
      for (const table of ['results.tsv', 'leaderboard.csv']) {
        await write(
          table,
          (await read(table))
            .split('\n')
            .slice(0, count + 1)
            .concat('')
            .join('\n'),
        );
      }
    },
    verify: () => verifyRun(workspaceAt(root)),
    /** The differences, one line each. */
    async lines() {
      const { differences } = await verifyRun(workspaceAt(root));
      return differences.map((one) =>
        one.kind === 'value'
          ? `${one.path} ${one.place}: ${JSON.stringify(one.stored)} / ${JSON.stringify(one.computed)}`
          : `${one.kind} ${one.path}`,
      );
    },
  };
}

describe('a workspace that nobody touched', () => {
  it('comes out as it is stored, and stays as it is', async () => {
    const copy = await copied();
    const before = await hashTree(copy.root);
    expect(await copy.verify()).toEqual({
      workspace: copy.root,
      counts: { iterations: 4, versions: 3, gradings: 8 },
      differences: [],
      unverified: [],
      leftovers: [],
    });
    expect(await hashTree(copy.root)).toEqual(before);
  });

  it('may be read-only, and stand in another place than it was made', async () => {
    const copy = await copied();
    await chmod(copy.root, 0o555);
    expect(await copy.lines()).toEqual([]);
    await chmod(copy.root, 0o755);
  });
});

type Spoil = readonly [what: string, spoil: (copy: Copy) => Promise<unknown>, named: string];

const SPOILT_VERSIONS: readonly Spoil[] = [
  ['a file of a version', ({ write }) => write('v1/SKILL.md', 'x'), 'changed v1/SKILL.md'],
  ['a file that left a version', ({ remove }) => remove('v0/scripts/run'), 'missing v0/scripts/run'],
  ['a file that came to a version', ({ write }) => write('v3/new', 'x'), 'extra v3/new'],
  ['an empty folder of a version', ({ remove }) => remove('v3/empty'), 'missing v3/empty'],
  ['the right to execute', ({ at }) => chmod(at('v1/scripts/run'), 0o444), 'changed v1/scripts/run'],
  [
    'the target of a link',
    async ({ at, remove }) => {
      await remove('v1/references/link');
      await symlink('../scripts/run', at('v1/references/link'));
    },
    'changed v1/references/link',
  ],
  ['a version that nobody kept', ({ at }) => mkdir(at('v2')), 'extra v2'],
  ['something else among the manifests', ({ write }) => write('manifests/a.txt', ''), 'extra manifests/a.txt'],
  [
    'a file of the fallbacks',
    ({ write }) => write('fallbacks/evals/evals.json', '{}'),
    'changed fallbacks/evals/evals.json',
  ],
  ['a file beside the fallbacks', ({ write }) => write('fallbacks/more', ''), 'extra fallbacks/more'],
  ['the best version', ({ write }) => write('best', 'v1\n'), 'best : "v1" / "v3"'],
  ['the candidate', ({ write }) => write('candidate/SKILL.md', 'x'), 'changed candidate/SKILL.md'],
  ['a stray file', ({ write }) => write('notes.txt', ''), 'extra notes.txt'],
];

const SPOILT_ITERATIONS: readonly Spoil[] = [
  [
    'a transcript',
    ({ write }) => write('iteration-1/eval-a/transcript.md', 'x'),
    'changed iteration-1/eval-a/transcript.md',
  ],
  [
    'an output',
    ({ remove }) => remove('iteration-2/eval-b/outputs/result.txt'),
    'missing iteration-2/eval-b/outputs/result.txt',
  ],
  [
    'a planted file',
    ({ write }) => write('iteration-2/eval-b/outputs/grading.json', '{}'),
    'extra iteration-2/eval-b/outputs/grading.json',
  ],
  ['no patch', ({ remove }) => remove('iteration-3/changes.patch'), 'missing iteration-3/changes.patch'],
  ['no word of the best version', ({ remove }) => remove('best'), 'missing best'],
  ['no candidate', ({ remove }) => remove('candidate'), 'missing candidate'],
  ['no results', ({ remove }) => remove('results.tsv'), 'missing results.tsv'],
  ['a version of the history', ({ write }) => write('history.json', '{}\n'), 'changed history.json'],
  ['a cell of the leaderboard', ({ write }) => write('leaderboard.csv', 'run_id\n'), 'changed leaderboard.csv'],
  [
    'the history of metrics',
    ({ write }) => write('iteration-1/metric_history.csv', ''),
    'changed iteration-1/metric_history.csv',
  ],
  [
    'no history of metrics',
    ({ remove }) => remove('iteration-3/metric_history.csv'),
    'missing iteration-3/metric_history.csv',
  ],
  ['a version that is gone', ({ remove }) => remove('v3'), 'missing v3'],
];

describe('what was altered is named', () => {
  it.each([
    ['of versions', SPOILT_VERSIONS],
    ['of iterations and what is derived from them', SPOILT_ITERATIONS],
  ])('%s, and nothing else', async (_, cases) => {
    const copy = await copied();
    for (const [, spoil] of cases) await spoil(copy);
    // What was quoted from a file that is gone stands nowhere any more.
    const follows = (line: string) => line === 'missing manifests/v2.json' || line.includes('/evidence_verified: ');
    const lines = (await copy.lines()).filter((line) => !follows(line));
    expect([...lines].sort()).toEqual(cases.map(([, , named]) => named).sort());
  });

  it.each([
    ['v1/SKILL.md', 'changed'],
    ['fallbacks/evals/evals.json', 'changed'],
  ])('also when it is one file: %s', async (path, kind) => {
    const copy = await copied();
    await copy.write(path, 'x');
    expect(await copy.lines()).toEqual([`${kind} ${path}`]);
  });

  it.each([
    'run.json',
    'manifests/v1.json',
    'iteration-1/MANIFEST.sha256',
    'iteration-3/MANIFEST.sha256',
    'iteration-2',
  ])('when %s is gone', async (path) => {
    const copy = await copied();
    await copy.remove(path);
    expect(await copy.lines()).toContain(`missing ${path}`);
  });

  it('the last iteration, when it is taken away with its row and its version', async () => {
    const copy = await copied();
    for (const path of ['iteration-3', 'v3', 'manifests/v3.json', 'candidate']) await copy.remove(path);
    await cp(copy.at('v1'), copy.at('candidate'), { recursive: true, verbatimSymlinks: true });
    await copy.write('best', 'v1\n');
    await copy.keepRows(3);
    expect(await copy.lines()).toEqual([
      'missing history.json',
      'missing iteration-3',
      'state.json /iteration: 4 / 3',
      'state.json /incumbent: "v3" / "v1"',
    ]);
  });

  it.each([
    'iteration-2/candidate/scripts/run',
    'iteration-3/candidate/SKILL.md',
    'iteration-1/candidate/evals/evals.json',
  ])('the file that lost or got the right to execute since it was scored: %s', async (path) => {
    const copy = await copied();
    await chmod(copy.at(path), (await lstat(copy.at(path))).mode ^ 0o100);
    const named = (await copy.lines()).filter((line) => line.includes('/candidate/'));
    expect(named).toEqual([`changed ${path}`]);
  });
});

describe('a value that does not come out is named with what comes out', () => {
  it('in results.tsv: score, best score and action', async () => {
    const copy = await copied();
    const text = await copy.read('results.tsv');
    await copy.write('results.tsv', text.replace('0.5\t0.5\tkept', '0.9\t0.6\tkept').replace('reverted', 'kept'));
    expect(await copy.lines()).toEqual([
      'results.tsv line 3 score: "0.9" / "0.5"',
      'results.tsv line 3 best_score: "0.6" / "0.5"',
      'results.tsv line 4 action: "kept" / "reverted"',
    ]);
  });

  it('in results.tsv: a row too much, one too few, and other bytes for the same rows', async () => {
    const copy = await copied();
    const text = await copy.read('results.tsv');
    await copy.write('results.tsv', `${text}4\t2025-01-15T10:30:00+00:00\t1\t1\tkept\tforged\n`);
    expect((await copy.lines())[0]).toMatch(/^results\.tsv line 6: \{"iteration":4.* \/ undefined$/);
    await copy.write('results.tsv', text.split('\n').slice(0, 4).join('\n'));
    expect((await copy.lines())[0]).toMatch(/^results\.tsv line 5: undefined \/ \{"iteration":3/);
    await copy.write('results.tsv', text.replaceAll('\n', '\r\n'));
    expect(await copy.lines()).toEqual(['changed results.tsv']);
    await copy.write('results.tsv', text.replace('baseline', 'nonsense'));
    expect(await copy.lines()).toContain('invalid results.tsv');
  });

  it('in a decision, also when it was sealed anew', async () => {
    const copy = await copied();
    await copy.edit('iteration-2/decision.json', (decision) => {
      Object.assign(decision, { decision: 'keep', is_best: true });
      decision.row.score = '0.6';
    });
    await copy.reseal(2);
    const lines = await copy.lines();
    expect(lines).toEqual([
      'iteration-2/decision.json /decision: "keep" / "discard"',
      'iteration-2/decision.json /is_best: true / false',
      'iteration-2/decision.json /row/score: "0.6" / "0.5"',
      'iteration-2/metrics.json /score: 0.5 / 0.6',
    ]);
  });

  it('in the belief of the referee', async () => {
    const copy = await copied();
    await copy.edit('iteration-1/decision.json', ({ standing }) => {
      standing.after.best = '1/4';
    });
    expect(await copy.lines()).toContain('iteration-1/decision.json /standing/after/best: "1/4" / "1/2"');
  });

  it('all the way from an item of a grading to the best score', async () => {
    const copy = await copied();
    const grading = 'iteration-1/eval-a/grading.json';
    await copy.edit(grading, ({ expectations }) => {
      for (const item of expectations) item.passed = false;
    });
    await copy.reseal(1);
    expect(await copy.lines()).toEqual(
      expect.arrayContaining([
        `${grading} /summary/passed: 2 / 0`,
        `${grading} /summary/pass_rate: 0.5 / 0`,
        'iteration-1/decision.json /decision: "keep" / "discard"',
        'iteration-1/decision.json /row/score: "0.5" / "0.25"',
        'iteration-1/decision.json /row/best_score: "0.5" / "0.25"',
        'iteration-2/decision.json /decision: "discard" / "keep"',
        'results.tsv line 3 best_score: "0.5" / "0.25"',
        'extra v1',
      ]),
    );
  });

  it('when a grading claims counters that its items do not have', async () => {
    const copy = await copied();
    await copy.edit('iteration-3/eval-b/grading.json', ({ summary }) => {
      Object.assign(summary, { passed: 4, failed: 0, pass_rate: 1 });
    });
    expect(await copy.lines()).toEqual([
      'changed iteration-3/eval-b/grading.json',
      'iteration-3/eval-b/grading.json /summary/pass_rate: 1 / 0.75',
      'iteration-3/eval-b/grading.json /summary/passed: 4 / 3',
      'iteration-3/eval-b/grading.json /summary/failed: 0 / 1',
    ]);
  });

  it('when expectations were left out, or say something else than the suite', async () => {
    const copy = await copied();
    await copy.edit('iteration-2/eval-a/grading.json', (grading) => {
      grading.expectations.pop();
      grading.expectations[0].text = 'something easy';
      Object.assign(grading.summary, { total: 3, failed: 1, pass_rate: 2 / 3 });
    });
    await copy.reseal(2);
    const lines = await copy.lines();
    expect(lines.filter((line) => line.includes('eval-a/grading.json'))).toEqual([
      expect.stringMatching(/^iteration-2\/eval-a\/grading\.json \/expectations\/0\/text: "something easy" \/ "/),
      expect.stringMatching(/^iteration-2\/eval-a\/grading\.json \/expectations\/3: undefined \/ \{/),
    ]);
    expect(lines).toContain('iteration-2/decision.json /row/score: "0.5" / "0.5833"');
  });

  it('when a grading stands where the trial was not graded, or is missing where it was', async () => {
    const copy = await copied();
    await copy.edit('iteration-2/eval-a/trial.json', (trial) => {
      trial.outcome = 'timeout';
    });
    await copy.remove('iteration-2/eval-b/grading.json');
    await copy.reseal(2);
    expect(await copy.lines()).toEqual(
      expect.arrayContaining(['extra iteration-2/eval-a/grading.json', 'missing iteration-2/eval-b/grading.json']),
    );
  });

  it('in what is written beside a decision', async () => {
    const copy = await copied();
    const places: readonly (readonly [string, string, unknown])[] = [
      ['metrics.json', '/usage/input_tokens', 1],
      ['metrics.json', '/pass_rates/a', 1],
      ['config.json', '/seed', 99],
      ['environment.json', '/skill_tree_sha256', 'x'],
      ['environment.json', '/config_hash', 'x'],
      ['proposal.json', '/tree_hash', 'x'],
      ['proposal.json', '/parent', 'v9'],
      ['proposal.json', '/skill_size/lines', 99],
      ['proposal.json', '/files_changed/0', 'other'],
    ];
    for (const [file, pointer, value] of places) {
      await copy.edit(`iteration-3/${file}`, (json) => {
        const keys = pointer.split('/').slice(1);
        const last = keys.pop() ?? '';
        keys.reduce((part, key) => part[key], json)[last] = value;
      });
    }
    const lines = await copy.lines();
    for (const [file, pointer, value] of places) {
      const start = `iteration-3/${file} ${pointer}: ${JSON.stringify(value)} / `;
      expect(lines).toContainEqual(expect.stringContaining(start));
    }
  });

  it('in the identity of the run and the manifests', async () => {
    const copy = await copied();
    await copy.edit('run.json', (run) => {
      run.evals_sha256 = '0'.repeat(64);
      run.skill.tree_hash = 'x';
    });
    await copy.edit('manifests/v1.json', (manifest) => {
      manifest.tree_hash = 'y';
      manifest.version = 'v7';
    });
    const places = (await copy.lines()).map((line) => line.split(':')[0]);
    expect(places).toEqual(
      expect.arrayContaining([
        'run.json /evals_sha256',
        'run.json /skill/tree_hash',
        'manifests/v1.json /tree_hash',
        'manifests/v1.json /version',
      ]),
    );
  });

  it('when the journal remembers it otherwise', async () => {
    const copy = await copied();
    await copy.write('events.jsonl', (await copy.read('events.jsonl')).replace('"score":"0.75"', '"score":"0.7"'));
    expect(await copy.lines()).toEqual([expect.stringMatching(/^events\.jsonl event \d+ \/score: "0\.7" \/ "0\.75"$/)]);
  });
});

describe('the chain of seals', () => {
  it('shows that an earlier iteration was sealed anew', async () => {
    const copy = await copied();
    await copy.write('iteration-1/eval-a/transcript.md', 'forged');
    await rm(copy.at('iteration-1/MANIFEST.sha256'));
    await sealIteration(workspaceAt(copy.root), 1);
    expect(await copy.lines()).toEqual(['changed iteration-1/MANIFEST.sha256']);
  });

  it('must hold the seal before each seal', async () => {
    const copy = await copied();
    const seal = 'iteration-2/MANIFEST.sha256';
    const lines = (await copy.read(seal)).split('\n').filter((line) => !line.includes('../iteration-1/'));
    await copy.write(seal, lines.join('\n'));
    expect(await copy.lines()).toEqual([`changed ${seal}`]);
  });
});

describe('a workspace that cannot be read in part', () => {
  it.each(['decision.json', 'proposal.json', 'eval-a/trial.json', 'eval-a/grading.json'])(
    'is verified as far as it goes, with a broken %s',
    async (file) => {
      const copy = await copied();
      await copy.write(`iteration-2/${file}`, '{"torn');
      const { differences, unverified, counts } = await copy.verify();
      expect(differences).toContainEqual({ kind: 'invalid', path: `iteration-2/${file}`, message: 'is no JSON.' });
      expect(differences).toContainEqual({ kind: 'changed', path: `iteration-2/${file}` });
      expect(differences).toHaveLength(2);
      expect(unverified).toEqual(['decisions of iterations 2, 3: too little before them can be read']);
      expect(counts.iterations).toBe(2);
    },
  );

  it('is verified as far as it goes, with folders in the place of files and files in the place of folders', async () => {
    const copy = await copied();
    for (const path of ['best', 'iteration-2/decision.json', 'manifests/v1.json']) {
      await copy.remove(path);
      await mkdir(copy.at(path));
    }
    await copy.write('fallbacks', '');
    await copy.write('v3', '');
    const { differences } = await copy.verify();
    const invalid = differences.filter(({ kind }) => kind === 'invalid').map(({ path }) => path);
    expect(invalid).toEqual(expect.arrayContaining(['iteration-2/decision.json', 'manifests/v1.json', 'v3']));
  });

  it('has trees that can be no skill named', async () => {
    const copy = await copied();
    await symlink('/etc', copy.at('v1/out'));
    const { differences } = await copy.verify();
    expect(differences).toEqual([{ kind: 'invalid', path: 'v1', message: expect.stringContaining('"out"') }]);
  });

  it('never makes it crash, whatever a record says', { timeout: 120_000 }, async () => {
    const copy = await copied();
    const files = ['iteration-1/decision.json', 'iteration-2/eval-a/grading.json', 'iteration-1/proposal.json'];
    const more = ['iteration-2/eval-b/trial.json', 'manifests/v1.json', 'run.json', 'iteration-0/metrics.json'];
    const originals = new Map<string, string>();
    for (const path of [...files, ...more]) originals.set(path, await copy.read(path));
    const mutation = fc.record({
      path: fc.constantFrom(...originals.keys()),
      place: fc.nat(),
      value: fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 1e308, '', 'v9', [], null, '2025-99-99T99:99:99+00:00')),
    });
    const property = fc.asyncProperty(mutation, async ({ path, place, value }) => {
      const original = originals.get(path) ?? '';
      const mutated = mutate(JSON.parse(original), place, value);
      await copy.write(path, mutated);
      const { differences } = await copy.verify();
      const isSame = JSON.stringify(JSON.parse(mutated)) === JSON.stringify(JSON.parse(original));
      if (!isSame && !FREE.test(path)) expect(differences.length).toBeGreaterThan(0);
      await copy.write(path, original);
    });
    await fc.assert(property, { numRuns: 25, seed: 7 });
  });
});

/** Of the identity of a run some fields can be known from nothing else. */
const FREE = /^run\.json$/;

/** Replaces one leaf or branch of a JSON value. */
function mutate(json: Json, place: number, value: unknown): string {
  const places: [Json, string][] = [];
  const collect = (branch: Json): void => {
    for (const key of Object.keys(branch)) {
      places.push([branch, key]);
      if (typeof branch[key] === 'object' && branch[key] !== null) collect(branch[key]);
    }
  };
  collect(json);
  const [branch, key] = places[place % places.length] ?? [json, 'x'];
  branch[key] = value;
  return `${JSON.stringify(json, null, 2)}\n`;
}

describe('a workspace in use, or left by a kill', () => {
  /** As it is in the middle of iteration 3. */
  async function open(): Promise<Copy> {
    const copy = await copied();
    for (const path of ['iteration-3/MANIFEST.sha256', 'iteration-3/decision.json', 'v3', 'manifests/v3.json']) {
      await copy.remove(path);
    }
    await copy.write('best', 'v1\n');
    await copy.keepRows(3);
    const journal = (await copy.read('events.jsonl')).split('\n');
    const decided = journal.findIndex((line) => line.includes('"decided"') && line.includes('"iteration":3'));
    await copy.write('events.jsonl', `${journal.slice(0, decided).join('\n')}\n`);
    return copy;
  }

  it('is verified up to its closed iterations; the candidate may be that of the open one', async () => {
    const copy = await open();
    expect(await copy.verify()).toMatchObject({ counts: { iterations: 3, versions: 2 }, differences: [] });
    await copy.remove('candidate');
    await cp(copy.at('v1'), copy.at('candidate'), { recursive: true, verbatimSymlinks: true });
    expect(await copy.lines()).toEqual([]);
    await copy.write('candidate/SKILL.md', 'neither');
    expect(await copy.lines()).toEqual(['changed candidate/SKILL.md']);
  });

  it('may hold what a decision that is not closed has made already', async () => {
    const copy = await copied();
    await copy.remove('iteration-3/MANIFEST.sha256');
    const journal = (await copy.read('events.jsonl')).split('\n');
    await copy.write('events.jsonl', journal.filter((line) => !line.includes('"decided"')).join('\n'));
    expect(await copy.lines()).toEqual([]);
  });

  it('is no difference while its process lives, whatever that is writing', async () => {
    const copy = await open();
    const lock = await acquireLock(copy.at('lock'));
    try {
      await copy.remove('candidate');
      await rename(copy.at('v0'), copy.at('.v0'));
      await rename(copy.at('.v0'), copy.at('v0'));
      await copy.write('best.12345', 'v1');
      await appendFile(copy.at('results.tsv'), '3\t2025');
      const { differences, leftovers } = await copy.verify();
      expect(differences.filter(({ kind }) => kind !== 'invalid')).toEqual([]);
      expect(leftovers).toEqual([]);
    } finally {
      await lock.release();
    }
  });

  it('has what a killed process left named, without calling it a difference', async () => {
    const copy = await copied();
    await copy.write('best.12345', 'v');
    await copy.write('manifests/v4.json.777', '{');
    await mkdir(copy.at('.v4.skillratchet-partial'));
    await copy.write(
      'lock',
      JSON.stringify({ schema_version: 1, pid: 1, host: 'x', process_started: null, started_at: '' }),
    );
    const { differences, leftovers } = await copy.verify();
    expect(differences).toEqual([]);
    expect(leftovers).toEqual([]);
    await copy.remove('lock');
    expect((await copy.verify()).leftovers).toEqual([
      '.v4.skillratchet-partial',
      'best.12345',
      'manifests/v4.json.777',
    ]);
  });
});
