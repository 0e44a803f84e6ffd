import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Canaries, formsOf, holdsCanary } from '../core/canary.ts';
import { holdsText } from '../platform/find-bytes.ts';
import { walkTree } from '../platform/tree-walk.ts';
import type { Campaign } from './campaign.ts';

/** What a call is about to give to an executor or improver. */
export interface Given {
  readonly prompt: string;
  /** Folders by what they are called in messages; '' for the work folder itself. Absolute. */
  readonly folders: Readonly<Record<string, string>>;
}

/** Where a canary stands in what an agent is about to be given; null when nowhere. */
export async function leakInGiven(
  { canaries, environment }: Pick<Campaign, 'canaries' | 'environment'>,
  { prompt, folders }: Given,
): Promise<string | null> {
  const variables = Object.entries(environment).map(([name, value]) => [`the variable ${name}`, value]);
  const told = leakInTexts(canaries, { 'the prompt': prompt, ...Object.fromEntries(variables) });
  if (told !== null) return told;
  for (const [name, folder] of Object.entries(folders)) {
    const place = await leakInFolder(canaries, folder, { name });
    if (place !== null) return place;
  }
  return null;
}

export interface Made {
  readonly transcript: string;
  readonly trajectory: string;
  /** Folder of the collected outputs. Absolute. */
  readonly outputs: string;
}

/** Where a canary stands in what an executor made; null when nowhere. */
export async function leakInMade(
  canaries: Canaries,
  { transcript, trajectory, outputs }: Made,
): Promise<string | null> {
  const told = leakInTexts(canaries, { 'transcript.md': transcript, 'trajectory.jsonl': trajectory });
  return told ?? (await leakInFolder(canaries, outputs, { name: 'outputs' }));
}

/** The first of some texts that holds a canary, by its name; null when none does. */
export function leakInTexts(canaries: Canaries, texts: Readonly<Record<string, string>>): string | null {
  return Object.entries(texts).find(([, text]) => holdsCanary(text, canaries))?.[0] ?? null;
}

interface Folder {
  /** What it is called in messages; '' for no name. */
  readonly name: string;
  /** Entries that are passed over. */
  readonly exclude?: (path: string) => boolean;
}

/**
 * The first entry of a folder that holds a canary, in its name, its bytes or as a link's target, by its path; null when
 * none does. A name that tells the canary is not repeated.
 */
export async function leakInFolder(
  canaries: Canaries,
  folder: string,
  { name, exclude = () => false }: Folder,
): Promise<string | null> {
  const forms = formsOf(canaries);
  for (const { path, kind } of await walkTree(folder, (path) => !exclude(path))) {
    if (exclude(path)) continue;
    if (holdsCanary(path, canaries)) return name === '' ? 'the name of a file' : `the name of a file in ${name}`;
    const at = join(folder, path);
    const leaks =
      (kind === 'file' && (await holdsText(at, forms))) ||
      (kind === 'link' && holdsCanary(await readlink(at), canaries));
    if (leaks) return join(name, path);
  }
  return null;
}

const LEAK = 'drop: leak: ';

/** The reason for which a proposal is worth no trial. */
export function leakReason(place: string): string {
  return `${LEAK}${leakAt(place)}`;
}

export function isLeakReason(reason: string | null): boolean {
  return reason?.startsWith(LEAK) === true;
}

/** How a leak is told, by where it was found. */
export function leakAt(place: string): string {
  return `the canary stands in ${place}`;
}
