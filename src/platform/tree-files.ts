import { createHash, hash } from 'node:crypto';
import { closeSync, fchmodSync, openSync, readSync, writeSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { hashFile } from 'hasha';
import { naming } from './errno.ts';

/** What a file holds: its bytes counted, and hashed as hex. */
export interface Content {
  readonly size: number;
  readonly sha256: string;
}

/**
 * Bytes up to which a file is read and written at once on this thread: handing it to another takes longer than the
 * work. A few such files in a row hold up nothing else.
 */
const AT_ONCE = 256 * 1024;
const PIECE = 1024 * 1024;

/** One byte more than is taken at once tells a file that is larger. What is in here is used up before anything waits. */
const whole = Buffer.allocUnsafeSlow(AT_ONCE + 1);

/** Reads a file of about `size` bytes and says what it holds. */
export async function contentOf(path: string, size: number): Promise<Content> {
  const bytes = size > AT_ONCE ? null : readWhole(path);
  if (bytes !== null) return describe(bytes);
  const [sha256, stats] = await Promise.all([hashFile(path, { algorithm: 'sha256' }), stat(path)]);
  return { size: stats.size, sha256 };
}

export interface FileCopy {
  readonly from: string;
  /** Must not exist. */
  readonly to: string;
  /** Permission bits of the copy. */
  readonly mode: number;
  /** Bytes, about. */
  readonly size: number;
}

/** Copies a file and says what was copied: both from one reading. Rejects unless every byte was taken. */
export async function copyFile(copy: FileCopy): Promise<Content> {
  const bytes = copy.size > AT_ONCE ? null : readWhole(copy.from);
  if (bytes === null) return copyInPieces(copy);
  const content = describe(bytes);
  await naming(copy.to, async () => writeWhole(copy, bytes));
  return content;
}

function describe(bytes: Uint8Array): Content {
  return { size: bytes.length, sha256: hash('sha256', bytes) };
}

/** All bytes of a file, in memory that the next call uses again; null when they are too many. */
function readWhole(path: string): Uint8Array | null {
  const file = openSync(path, 'r');
  try {
    let length = 0;
    for (let count = -1; count !== 0 && length < whole.length; length += count) {
      count = readSync(file, whole, length, whole.length - length, null);
    }
    return length > AT_ONCE ? null : whole.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function writeWhole({ to, mode }: FileCopy, bytes: Uint8Array): void {
  const file = openSync(to, 'wx', mode);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fchmodSync(file, mode);
  } finally {
    closeSync(file);
  }
}

async function copyInPieces({ from, to, mode }: FileCopy): Promise<Content> {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx', mode);
    try {
      const content = await pump(source, target, to);
      await target.chmod(mode);
      return content;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function pump(source: FileHandle, target: FileHandle, to: string): Promise<Content> {
  const [hasher, piece] = [createHash('sha256'), Buffer.allocUnsafeSlow(PIECE)];
  for (let size = 0; ; ) {
    const { bytesRead } = await source.read(piece, 0, PIECE, null);
    if (bytesRead === 0) return { size, sha256: hasher.digest('hex') };
    const bytes = piece.subarray(0, bytesRead);
    const written = naming(to, () => target.writeFile(bytes));
    hasher.update(bytes);
    await written;
    size += bytesRead;
  }
}
