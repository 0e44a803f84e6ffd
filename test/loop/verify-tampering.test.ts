/**
 * Any single tampering with any file of a workspace whose iterations are all closed is named by `verify`, with that
 * file: a byte is another one, the end is cut off, something is added, the file is gone, it is a link to what it was,
 * its right to execute is turned, a link leads elsewhere, a new file or link lies beside it.
 *
 * By design not told, because nothing else in a workspace knows it:
 * - of `run.json` when it began, where the skill lies and where settings come from; of `state.json` the limits;
 * - of `events.jsonl` times, calls and what they used, and a last line that is torn (test/loop/verify-journal.test.ts);
 * - which of the two was changed, a file or its line in the last seal: the file is named;
 * - permissions other than the right to execute, and of records that too; hidden names in the workspace's own folder;
 * - what is no record of the run: `lock`, `backups/`, and files with the names of derived ones that were never written.
 */
import {
  chmod,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Difference } from '../../src/core/difference.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { removeTree } from '../../src/platform/tree-remove.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { smallBench } from '../support/campaign.ts';
import { MUTATIONS_TIMEOUT, mutations } from '../support/mutations.ts';

let folder = '';
let root = '';
const files: string[] = [];
const links: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-tamper-'));
  const bench = await smallBench(folder, {
    'scripts/run': { run: 'x' },
    'references/link': { link: '../SKILL.md' },
    'evals/inputs/link': { link: '../../SKILL.md' },
    empty: null,
  });
  await bench.improve();
  root = bench.workspace.root;
  for (const path of (await readdir(root, { recursive: true })).sort()) {
    const stats = await lstat(join(root, path));
    if (stats.isSymbolicLink()) links.push(path);
    // Reports are derived from the rest, and written anew at any time.
    else if (stats.isFile() && !path.endsWith('report.md')) files.push(path);
  }
});
afterAll(() => removeTree(folder));

const TREE = /^(v\d+|candidate|iteration-\d+\/candidate|fallbacks\/evals)\//;
const LAST_SEAL = 'iteration-3/MANIFEST.sha256';

const KINDS = ['flip', 'cut', 'append', 'remove', 'link', 'execute', 'retarget', 'add file', 'add link'] as const;
interface Tampering {
  readonly kind: (typeof KINDS)[number];
  /** Which file or link, and which of its bytes. */
  readonly which: number;
  readonly at: number;
  /** What the byte is combined with. */
  readonly bits: number;
}
const tampering: fc.Arbitrary<Tampering> = fc.record({
  kind: fc.constantFrom(...KINDS),
  which: fc.nat(),
  at: fc.nat(),
  bits: fc.integer({ min: 1, max: 255 }),
});

/** Tampers, and gives the path that must be named, whether anything else can know of it, and how to undo it. */
async function tamper({ kind, which, at, bits }: Tampering) {
  const among = kind === 'retarget' ? links : kind === 'execute' ? files.filter((path) => TREE.test(path)) : files;
  const path = among[which % among.length] ?? '';
  const full = join(root, path);
  const aside = join(folder, 'aside');
  const added = join(dirname(full), 'added');
  switch (kind) {
    case 'add file':
    case 'add link':
      await (kind === 'add file' ? writeFile(added, '{}') : symlink('nowhere', added));
      return { path: join(dirname(path), 'added'), undo: () => rm(added), isKnown: true };
    case 'execute': {
      const { mode } = await lstat(full);
      await chmod(full, mode ^ 0o100);
      return { path, undo: () => chmod(full, mode), isKnown: true };
    }
    case 'retarget': {
      const target = await readlink(full);
      await rm(full);
      await symlink('nowhere', full);
      return { path, undo: () => rm(full).then(() => symlink(target, full)), isKnown: true };
    }
    default:
  }
  const undo = () => rm(full, { force: true }).then(() => rename(aside, full));
  const bytes = await readFile(full);
  await rename(full, aside);
  if (kind === 'remove') return { path, undo, isKnown: true };
  if (kind === 'link') {
    await symlink(aside, full);
    return { path, undo, isKnown: true };
  }
  const now = spoilt(bytes, kind, { at, bits });
  await writeFile(full, now, { mode: (await lstat(aside)).mode });
  const isTold = path !== 'events.jsonl' && !bytes.equals(now);
  return { path, undo, isKnown: isTold && !isDeepStrictEqual(known(path, String(bytes)), known(path, String(now))) };
}

function spoilt(bytes: Buffer, kind: string, { at, bits }: Pick<Tampering, 'at' | 'bits'>): Buffer {
  if (kind === 'append') return Buffer.concat([bytes, Buffer.of(bits)]);
  const index = at % Math.max(1, bytes.length);
  if (kind === 'cut') return bytes.subarray(0, index);
  const changed = Buffer.from(bytes);
  changed[index] = (changed[index] ?? 0) ^ bits;
  return changed;
}

/** What of a file something else in the workspace knows. */
function known(path: string, text: string): unknown {
  const json = parsed(text);
  if (path === 'run.json') return { ...json, created_at: null, origins: null, skill: { ...json?.skill, path: null } };
  if (path === 'state.json') return { ...json, limits: null };
  if (path.startsWith('manifests/')) return { ...json, entries: json?.entries?.map?.(withoutPermissions) };
  return text;
}

type Json = ReturnType<typeof JSON.parse>;

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}

function withoutPermissions(entry: Json): Json {
  return Number.isInteger(entry?.mode) ? { ...entry, mode: entry.mode & 0o100 } : entry;
}

/** A tree that can be no skill any more is named as a whole, with the path in the message. */
function names(difference: Difference, path: string): boolean {
  if (difference.path === path) return true;
  if (difference.kind !== 'invalid' || !path.startsWith(`${difference.path}/`)) return false;
  return difference.message.includes(JSON.stringify(path.slice(difference.path.length + 1)));
}

it('any tampering with any file is named with the file', { timeout: MUTATIONS_TIMEOUT }, async () => {
  const tried = new Set<string>();
  const property = fc.asyncProperty(tampering, async (one) => {
    const { path, isKnown, undo } = await tamper(one);
    try {
      const { differences } = await verifyRun(workspaceAt(root));
      if (!isKnown) return;
      tried.add(one.kind);
      const isNamed = differences.some((difference) => names(difference, path));
      if (path === LAST_SEAL) expect(differences).not.toEqual([]);
      else expect(isNamed, `${one.kind} ${path}: ${JSON.stringify(differences)}`).toBe(true);
    } finally {
      await undo();
    }
  });
  await fc.assert(property, mutations(0.1, 21));
  expect([...tried].sort()).toEqual([...KINDS].sort());
  expect((await verifyRun(workspaceAt(root))).differences).toEqual([]);
});
