import { isUtf8 } from 'node:buffer';
import { extname } from 'node:path';
import type { ViewedOutput } from '../core/run-view.ts';
import type { OutputFile } from './page/data.ts';

/** What browsers draw without running anything that is in it. SVG is read as the text that it is. */
const IMAGES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};

/** Bytes of a text, of an image, and of all outputs of a trial that a page is sent. */
const TEXT = 400_000;
const IMAGE = 2_000_000;
const ALL = 6_000_000;

/** The outputs of a trial with what can be shown of them; `read` gives null for what cannot be read. */
export function outputFiles(
  outputs: readonly ViewedOutput[],
  read: (path: string) => Buffer | null,
): readonly OutputFile[] {
  let left = ALL;
  return outputs.map((output) => {
    const file = left > 0 ? outputFile(output, read) : other(output, 'there are too many outputs');
    if (file.kind !== 'other') left -= Math.min(output.bytes, IMAGE);
    return file;
  });
}

function outputFile({ path, bytes }: ViewedOutput, read: (path: string) => Buffer | null): OutputFile {
  const mime = IMAGES[extname(path).toLowerCase()];
  if (mime !== undefined && bytes > IMAGE) return other({ path, bytes }, 'it is too large');
  const content = read(path);
  if (content === null) return other({ path, bytes }, 'it cannot be read');
  if (mime !== undefined) return { path, bytes, kind: 'image', mime, base64: content.toString('base64') };
  if (content.includes(0) || !isUtf8(content)) return other({ path, bytes }, 'it is no text');
  const cut = content.length > TEXT;
  const text = new TextDecoder().decode(content.subarray(0, TEXT), { stream: cut });
  return { path, bytes, kind: 'text', text, cut };
}

function other({ path, bytes }: ViewedOutput, why: string): OutputFile {
  return { path, bytes, kind: 'other', why };
}
