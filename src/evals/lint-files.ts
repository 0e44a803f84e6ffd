import { basename, dirname } from 'node:path';
import type { Diagnostic } from '../core/schema/diagnostic.ts';

/** A file that an agent gets; `text` is empty where it is none. */
export interface SkillFile {
  readonly path: string;
  readonly mode: number;
  readonly text: string;
}

const MAX_LINES = 500;

/** What is wrong with the files of a skill: too long, never mentioned, not to be started. */
export function lintFiles(files: readonly SkillFile[]): readonly Diagnostic[] {
  return files.flatMap((file) => [...tooLong(file), ...neverMentioned(file, files), ...notExecutable(file)]);
}

function tooLong({ path, text }: SkillFile): readonly Diagnostic[] {
  const lines = text.trimEnd().split('\n').length;
  if (path !== 'SKILL.md' || lines <= MAX_LINES) return [];
  const message = `has ${lines} lines, all of which every agent reads; move details into references/ (at most ${MAX_LINES} lines)`;
  return [warning(path, 'long', message)];
}

/** An agent finds only what another file of the skill names: by path, by file name, or by its folder. */
function neverMentioned({ path }: SkillFile, files: readonly SkillFile[]): readonly Diagnostic[] {
  if (!/^(references|scripts)\//.test(path)) return [];
  const folder = new RegExp(`${escaped(`${dirname(path)}/`)}(?![\\w.-])`);
  const others = files.filter((file) => file.path !== path);
  const isNamed = others.some(({ text }) => text.includes(basename(path)) || folder.test(text));
  return isNamed ? [] : [warning(path, 'unmentioned', 'is named nowhere in the skill, so no agent will look at it')];
}

function notExecutable({ path, mode, text }: SkillFile): readonly Diagnostic[] {
  if (!path.startsWith('scripts/') || !text.startsWith('#!') || (mode & 0o111) !== 0) return [];
  return [warning(path, 'not-executable', 'begins with #! but is not executable; run chmod +x on it')];
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function warning(file: string, rule: string, message: string): Diagnostic {
  return { severity: 'warning', rule: `file-${rule}`, message, file, place: null };
}
