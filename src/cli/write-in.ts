import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeDurable } from '../platform/atomic.ts';
import { naming } from '../platform/errno.ts';

/** Writes a file that a person named, and makes its folder. */
export async function writeIn(path: string, content: string | Uint8Array): Promise<void> {
  await naming(path, () => mkdir(dirname(path), { recursive: true }));
  await writeDurable(path, content);
}
