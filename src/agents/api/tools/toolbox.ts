import type { Role } from '../../../core/schema/trial.ts';
import { edit } from './edit.ts';
import { grep } from './grep.ts';
import { list } from './list.ts';
import type { Tool } from './port.ts';
import { read } from './read.ts';
import { shell } from './shell.ts';
import { write } from './write.ts';

const READING: readonly Tool[] = [list, read, grep];

/** The tools of a role: a judge only looks. */
export function toolsFor(role: Role): readonly Tool[] {
  return role === 'judge' ? READING : [...READING, write, edit, shell];
}

/** Names of the tools that can change something. */
export const CHANGING: ReadonlySet<string> = new Set([write, edit, shell].map(({ name }) => name));
