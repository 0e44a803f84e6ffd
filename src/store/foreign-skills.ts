import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf } from '../platform/errno.ts';
import { namesIn } from '../platform/names-in.ts';

/** Where clients look for skills, below a home and below every folder above the one they work in. */
const PLACES: readonly string[] = [
  '.agents/skills',
  '.claude/skills',
  '.codex/skills',
  '.config/opencode/skills',
  '.gemini/skills',
  '.opencode/skills',
  '.pi/agent/skills',
  '.qwen/skills',
];

export interface Whereabouts {
  readonly home: string;
  /** Folders that clients could look above, such as that of the workspace. Absolute. */
  readonly folders: readonly string[];
  /** The skill itself, which is none of the others. Absolute. */
  readonly own: string;
}

/**
 * Folders of other skills that a client could take for the one of this name: called so, or calling themselves so in
 * their SKILL.md, in the home or above one of the folders.
 */
export async function foreignSkills(name: string, { home, folders, own }: Whereabouts): Promise<readonly string[]> {
  const ours = await realpath(own);
  const bases = new Set([home, ...folders.flatMap(withAbove)]);
  const found = new Set<string>();
  for (const base of bases) {
    for (const place of PLACES) {
      for (const other of await skillsNamed(name, join(base, place))) {
        if ((await realpath(other)) !== ours) found.add(other);
      }
    }
  }
  return [...found].sort();
}

function withAbove(folder: string): readonly string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...withAbove(dirname(folder))];
}

async function skillsNamed(name: string, folder: string): Promise<readonly string[]> {
  const others: string[] = [];
  for (const one of (await readable(() => namesIn(folder))) ?? []) {
    const text = await readable(() => readFile(join(folder, one, 'SKILL.md'), 'utf8'));
    if (text !== null && (one === name || nameIn(text) === name)) others.push(join(folder, one));
  }
  return others;
}

/** What a client would take for its name; whoever wrote it may have written no YAML. */
function nameIn(text: string): string | null {
  return /^name:[ \t]*["']?([^"'\r\n]*?)["']?[ \t]*$/m.exec(text)?.[1] ?? null;
}

/** null for what is not there, and for what we may not look at: no client of ours could read that either. */
async function readable<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    if (errnoOf(error) !== null) return null;
    throw error;
  }
}
