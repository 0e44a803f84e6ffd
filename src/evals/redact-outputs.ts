import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REDACTED, type Redact } from '../agents/redact.ts';
import { holdsText } from '../platform/find-bytes.ts';
import { byBytes } from '../platform/tree-walk.ts';
import { listFiles } from './outputs.ts';

/** Outputs that held a secret. Names are relative to the folder, and hold none themselves. */
export interface RedactedOutputs {
  /** Texts in which it was replaced. */
  readonly changed: readonly string[];
  /** What cannot be rewritten and was removed: names, binary files, texts of more than 16 MiB. */
  readonly removed: readonly string[];
}

/** Bytes of a text that is rewritten. */
const LARGEST_TEXT = 16 * 1024 * 1024;

/**
 * Takes secrets out of collected outputs, before anything else reads them. Only secrets known by value: what merely
 * looks like a credential may be what the eval asked for.
 */
export async function redactOutputs(folder: string, redact: Redact): Promise<RedactedOutputs> {
  const [changed, removed]: [string[], string[]] = [[], []];
  if (redact.secrets.length === 0) return { changed, removed };
  for (const name of await listFiles(folder)) {
    const told = withoutSecrets(name, redact);
    if (told !== name) {
      await rm(join(folder, firstTelling(name, redact)), { recursive: true, force: true });
      removed.push(told);
    } else if (await holdsText(join(folder, name), redact.secrets)) {
      ((await rewrite(join(folder, name), redact)) ? changed : removed).push(name);
    }
  }
  return { changed, removed: [...new Set(removed)].sort(byBytes) };
}

/** Replaces the secrets of a text, whatever its encoding, or removes the file; whether it is still there. */
async function rewrite(path: string, redact: Redact): Promise<boolean> {
  const { size, mode } = await stat(path);
  const bytes = size > LARGEST_TEXT ? null : await readFile(path);
  // It may be without the right to write.
  await rm(path);
  if (bytes === null || bytes.includes(0)) return false;
  // Every byte becomes one character and the same byte again, so that nothing else changes.
  const clean = redact.secrets.reduce(
    (text, secret) => text.replaceAll(Buffer.from(secret).toString('latin1'), REDACTED),
    bytes.toString('latin1'),
  );
  await writeFile(path, clean, { encoding: 'latin1', mode });
  return true;
}

function withoutSecrets(name: string, { secrets }: Redact): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, REDACTED), name);
}

/** The folder, or the file itself, at which the path begins to tell a secret. */
function firstTelling(name: string, redact: Redact): string {
  const parts = name.split('/');
  const length = parts.findIndex((_, index) => {
    const path = parts.slice(0, index + 1).join('/');
    return withoutSecrets(path, redact) !== path;
  });
  return parts.slice(0, length + 1).join('/');
}
