import { harmless } from '../text.ts';
import type { Block, Fact, Item } from './block.ts';

export interface MarkdownStyle {
  /** Where the pictures lie, relative to the text; null leaves them out. */
  readonly figures: string | null;
}

/** A report as Markdown in which no text of an agent is markup, a link or HTML. */
export function markdownOf(blocks: readonly Block[], style: MarkdownStyle): string {
  return `${blocks.flatMap((block) => blockText(block, style)).join('\n\n')}\n`;
}

function blockText(block: Block, { figures }: MarkdownStyle): readonly string[] {
  switch (block.type) {
    case 'heading':
      return [`${'#'.repeat(block.level)} ${plain(block.text)}`];
    case 'paragraph':
      return [block.strong ? `**${plain(block.text)}**` : plain(block.text)];
    case 'list':
      return [block.items.map(itemText).join('\n')];
    case 'table':
      return [tableText(block.head, block.rows)];
    case 'facts':
      return [tableText(['', ''], block.facts)];
    case 'commands':
      return [block.commands.map(commandText).join('\n')];
    case 'figure':
      return figures === null ? [] : [`![${plain(block.title)}](${encodeURI(`${figures}/${block.name}.svg`)})`];
  }
}

function itemText(item: Item): string {
  const [text, below] = typeof item === 'string' ? [item, []] : item;
  return [`- ${plain(text)}`, ...below.map((line) => `  - ${plain(line)}`)].join('\n');
}

function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head.map(plain)), line(head.map(() => '---')), ...rows.map((cells) => line(cells.map(plain)))].join(
    '\n',
  );
}

function commandText([command, purpose]: Fact): string {
  return `- ${codeSpan(command)} ${plain(purpose)}`;
}

/** Between more backticks than stand in it. */
function codeSpan(text: string): string {
  const line = harmless(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

const MARKUP = /[\\`*_[\]<>|~$&{}]/g;
/** What makes a heading, a list or a line where a text begins with it. */
const MARK_AT_START = /^(?=[#+-]+(?:\s|$)|[=-]+$)/;
const NUMBER_AT_START = /^(\d{1,9})(?=[.)](?:\s|$))/;
/** What readers make a link of by themselves. */
const LINKS = /(?<=:)(?=\/\/)|(?<=\bwww)(?=\.)|(?=@)/gi;
const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' };

/** A text on one line that is shown as it is, and never as markup. */
export function plain(text: string): string {
  return harmless(text)
    .trim()
    .replace(MARKUP, (character) => ENTITIES[character] ?? `\\${character}`)
    .replace(LINKS, '\\')
    .replace(MARK_AT_START, '\\')
    .replace(NUMBER_AT_START, '$1\\');
}
