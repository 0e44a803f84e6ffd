import { open, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/**
 * Writes a text file so that its path holds either the old or the whole new text, even after a power cut: to a
 * temporary name in the same folder, flushed, renamed. Rejects with the old text in place, as when the disk is full.
 */
export async function writeDurable(path: string, text: string): Promise<void> {
  // The package takes a short write, as on a full disk, for a whole one; so the text is written here.
  await writeFileAtomic(path, '', { tmpfileCreated: (temporary) => writeFile(temporary, text) });
  await syncFolder(dirname(path));
}

/** Whether a name is that of a file which `writeDurable` writes and then renames; what a kill leaves has such a name. */
export function isTemporary(name: string): boolean {
  return /^[^.].*\.\d+$/.test(name);
}

/** `writeDurable` of a value as JSON with two spaces and a last newline. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeDurable(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Flushes a folder's list of names, which makes renames in it durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
