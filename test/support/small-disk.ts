import { execFileSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A RAM disk for one test. */
export interface SmallDisk {
  readonly dir: string;
  /** Leaves so many pages free. */
  fill(spare?: number): Promise<void>;
  /** Takes away what filled it, be it put there by `fill` or by the program `fill-disk.js`. */
  free(): Promise<void>;
  remount(mode: 'ro' | 'rw'): void;
}

const SIZE = 2 * 1024 * 1024;

/** Mounts a RAM disk of so many bytes at `dir` until the test is over; gives the reason where the machine does not allow that. */
export async function mountSmallDisk(dir: string, size = SIZE): Promise<SmallDisk | string> {
  if (process.platform !== 'linux') return 'RAM disks of a given size are mounted on Linux only';
  await mkdir(dir, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir], { stdio: 'pipe' });
  } catch (error) {
    return `no RAM disk can be mounted here: ${error instanceof Error ? error.message : String(error)}`;
  }
  onTestFinished(() => void execFileSync('umount', [dir]));
  const filler = join(dir, 'filler');
  return {
    dir,
    async fill(spare = 0) {
      const { bavail, bsize } = await statfs(dir);
      await writeFile(filler, Buffer.alloc((bavail - spare) * bsize));
    },
    free: () => rm(filler, { force: true }),
    remount: (mode) => void execFileSync('mount', ['-o', `remount,${mode}`, dir]),
  };
}
