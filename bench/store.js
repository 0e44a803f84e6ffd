// Snapshots and restores of 2,000 files / 100 MB against `cp -a`, on a RAM disk where there is one.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashTree } from '../dist/platform/tree.js';
import { restoreVersion } from '../dist/store/restore.js';
import { checkSnapshot, freezeSnapshot, readManifest } from '../dist/store/snapshot.js';
import { printTable, ratio, timed } from './table.js';

const FILES = 2_000;
const BYTES = 100 * 2 ** 20;
const ROUNDS = 5;

const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const root = await mkdtemp(join(base, 'skillratchet-bench-'));
try {
  const skill = join(root, 'skill');
  for (let index = 0; index < FILES; index += 1) {
    const folder = join(skill, `folder-${index % 40}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `file-${index}.bin`), randomBytes(BYTES / FILES));
  }
  const at = (name) => join(root, 'workspace', name);
  await mkdir(at('.'), { recursive: true });
  const clear = (...names) => Promise.all(names.map((name) => rm(at(name), { recursive: true, force: true })));

  const copies = await timed(ROUNDS, () => execFileSync('cp', ['-a', skill, at('copy')]), () => clear('copy'));
  const freeze = () => freezeSnapshot({ from: skill, to: at('v0'), manifestPath: at('manifests/v0.json'), version: 'v0' });
  const snapshots = await timed(ROUNDS, freeze, () => clear('v0', 'manifests'));
  const manifest = await readManifest(at('manifests/v0.json'));
  const checks = await timed(ROUNDS, () => checkSnapshot(at('v0'), manifest));
  const hashes = await timed(ROUNDS, () => hashTree(skill));
  const restores = await timed(
    ROUNDS,
    () =>
      restoreVersion({
        snapshot: at('v0'),
        manifest,
        target: join(root, 'restored'),
        workspace: at('.'),
        isKnownTree: () => true,
      }),
    () => rm(join(root, 'restored'), { recursive: true, force: true }),
  );
  printTable(`${FILES} files, ${BYTES / 2 ** 20} MB, in ${base}`, [
    { what: 'cp -a', samples: copies, unit: 'ms' },
    { what: 'snapshot, hashed while copying', samples: snapshots, unit: 'ms', target: `${ratio(snapshots, copies)} of cp -a (at most 1.5)` },
    { what: 'unchanged snapshot, every file hashed', samples: checks, unit: 'ms', target: 'at most 250 ms' },
    { what: 'hash of a skill', samples: hashes, unit: 'ms' },
    { what: 'verified restore to a new folder', samples: restores, unit: 'ms' },
  ]);
  console.log(`\nlargest memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
} finally {
  await rm(root, { recursive: true, force: true });
}
