// Snapshots, checks and restores of 2,000 files / 100 MB against `cp -a`, on a RAM disk where there is one and on the
// disk of the temporary folder. The measurements of a round follow each other, so that all meet the same machine.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restoreVersion } from '../dist/store/restore.js';
import { checkSnapshot, freezeSnapshot, readManifest, replaceTree } from '../dist/store/snapshot.js';
import { printTable, ratio, timed } from './table.js';

const FILES = 2_000;
const BYTES = 100 * 2 ** 20;
const ROUNDS = 7;
const RAM_DISK = '/dev/shm';

async function measure(root) {
  const [skill, target] = [join(root, 'skill'), join(root, 'restored')];
  const at = (name) => join(root, 'workspace', name);
  for (let index = 0; index < FILES; index += 1) {
    const folder = join(skill, `folder-${index % 40}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `file-${index}.bin`), randomBytes(BYTES / FILES));
  }
  await mkdir(at('.'), { recursive: true });
  const clear = (...paths) => Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })));
  const change = async () => {
    await chmod(join(target, 'folder-7/file-7.bin'), 0o644);
    await writeFile(join(target, 'folder-7/file-7.bin'), 'changed');
  };
  const stored = () => readManifest(at('manifests/v0.json'));
  const restore = async () =>
    restoreVersion({
      snapshot: at('v0'),
      manifest: await stored(),
      target,
      workspace: at('.'),
      isKnownTree: () => true,
    });
  const replace = async () => replaceTree({ from: at('v0'), to: target, manifest: await stored() });
  const freeze = () => freezeSnapshot({ from: skill, to: at('v0'), manifestPath: at('manifests/v0.json'), version: 'v0' });
  const steps = {
    copy: [() => execFileSync('cp', ['-a', skill, at('copy')]), () => clear(at('copy'))],
    freeze: [freeze, () => clear(at('v0'), at('manifests'))],
    byHash: [async () => checkSnapshot(at('v0'), await stored())],
    byTime: [async () => checkSnapshot(at('v0'), await stored(), 'by size and time')],
    restore: [restore, () => clear(target)],
    restoreOne: [restore, change],
    replaceOne: [replace, change],
  };
  const samples = Object.fromEntries(Object.keys(steps).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, [work, prepare]] of Object.entries(steps)) samples[name].push(...(await timed(1, work, prepare)));
  }
  return samples;
}

async function printMeasured(base) {
  const root = await mkdtemp(join(base, 'skillratchet-bench-'));
  try {
    const { copy, freeze, byHash, byTime, restore, restoreOne, replaceOne } = await measure(root);
    printTable(`${FILES} files, ${BYTES / 2 ** 20} MB, in ${base}`, [
      { what: 'cp -a', samples: copy, unit: 'ms' },
      { what: 'snapshot, hashed while copying, flushed', samples: freeze, unit: 'ms', target: `${ratio(freeze, copy)} of cp -a ${base === RAM_DISK ? '(at most 1.5)' : '(which flushes nothing)'}` },
      { what: 'unchanged snapshot, every file hashed', samples: byHash, unit: 'ms', target: 'at most 250 ms' },
      { what: 'unchanged snapshot, by size and time', samples: byTime, unit: 'ms', target: 'at most 50 ms' },
      { what: 'verified restore to a new folder', samples: restore, unit: 'ms' },
      { what: 'verified restore, one file differs', samples: restoreOne, unit: 'ms', target: 'at most 300 ms' },
      { what: 'candidate put back, one file differs', samples: replaceOne, unit: 'ms', target: 'at most 300 ms' },
    ]);
    console.log();
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

if (existsSync(RAM_DISK)) await printMeasured(RAM_DISK);
else console.log(`There is no RAM disk at ${RAM_DISK}: the targets are for one.\n`);
await printMeasured(tmpdir());
console.log(`largest memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
