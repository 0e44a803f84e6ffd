import { createReadStream, readFileSync, statSync } from 'node:fs';

/** Bytes up to which a file is read in one go: the way through the thread pool would take ten times as long. */
const SMALL = 256 * 1024;

/** Whether a file of any size holds one of the texts as UTF-8; looked through once, with little memory. */
export async function holdsText(path: string, texts: readonly string[]): Promise<boolean> {
  const needles = texts.map((text) => Buffer.from(text));
  if (needles.length === 0) return false;
  return statSync(path).size <= SMALL ? holdsAny(readFileSync(path), needles) : holdsAnyInParts(path, needles);
}

async function holdsAnyInParts(path: string, needles: readonly Buffer[]): Promise<boolean> {
  const longest = Math.max(...needles.map(({ length }) => length));
  let carried = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([carried, chunk]);
    if (holdsAny(bytes, needles)) return true;
    // A text may begin in one part of the file and end in the next.
    carried = bytes.subarray(Math.max(0, bytes.length - longest + 1));
  }
  return false;
}

function holdsAny(bytes: Buffer, needles: readonly Buffer[]): boolean {
  return needles.some((needle) => bytes.includes(needle));
}
