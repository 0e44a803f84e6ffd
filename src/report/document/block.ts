import type { FileDiff } from '../file-diff.ts';

/**
 * A report as a list of blocks, which each format writes in its own way. All texts are plain and may come from an
 * agent: a format escapes them, so that nothing in them becomes a heading, a link or markup.
 */
export type Block =
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly type: 'paragraph'; readonly text: string; readonly strong?: boolean }
  | { readonly type: 'list'; readonly items: readonly Item[] }
  | { readonly type: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** Names and what is said of each. */
  | { readonly type: 'facts'; readonly facts: readonly Fact[] }
  /** Lines for a shell, and what each is for. */
  | { readonly type: 'commands'; readonly commands: readonly Fact[] }
  | { readonly type: 'figure'; readonly name: string; readonly title: string; readonly svg: string };

export type Fact = readonly [name: string, text: string];

/** A line of a list, or one with lines below it. */
export type Item = string | readonly [text: string, below: readonly string[]];

export function heading(level: 1 | 2 | 3, text: string): Block {
  return { type: 'heading', level, text };
}

export function paragraph(text: string): Block {
  return { type: 'paragraph', text };
}

/** A section with its heading; nothing where it would be empty. */
export function section(title: string, blocks: readonly Block[]): readonly Block[] {
  return blocks.length === 0 ? [] : [heading(2, title), ...blocks];
}

/** A list; nothing where it would be empty. */
export function list(items: readonly Item[]): readonly Block[] {
  return items.length === 0 ? [] : [{ type: 'list', items }];
}

/** A table; nothing where it would have no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly Block[] {
  return rows.length === 0 ? [] : [{ type: 'table', head, rows }];
}

/** "SKILL.md +3 -1, a.txt +2 -0" */
export function diffStatText(files: readonly Pick<FileDiff, 'path' | 'insertions' | 'deletions'>[]): string {
  return files.map(({ path, insertions, deletions }) => `${path} +${insertions} -${deletions}`).join(', ');
}
