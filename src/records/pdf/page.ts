import type { Block, Fact, Item } from '../../report/document/block.ts';
import type { Glyphs } from './glyphs.ts';

type Doc = PDFKit.PDFDocument;

/** Where blocks are written one below the other. */
export interface Page {
  readonly doc: Doc;
  readonly drawSvg: typeof import('svg-to-pdfkit');
  readonly glyphs: Glyphs;
}

const SIZES = { 1: 18, 2: 13, 3: 10.5 } as const;
const BODY = 9;
const CELL = 8;

/** Characters beyond which nobody reads on; a row of a table has to fit on a page. */
const MOST = { text: 2000, heading: 300, cell: 300, label: 200 };

export function writeBlock(page: Page, block: Block): void {
  switch (block.type) {
    case 'heading':
      writeHeading(page, block);
      break;
    case 'paragraph':
      write(page, block.text, { bold: block.strong ?? false, size: block.strong ? 11 : BODY });
      break;
    case 'list':
      writeItems(page, block.items);
      break;
    case 'table':
      writeTable(page, block.head, block.rows);
      break;
    case 'facts':
      writeTable(page, null, block.facts);
      break;
    case 'commands':
      writeItems(page, block.commands.map(commandText));
      break;
    case 'figure':
      writeFigure(page, block);
  }
}

function commandText([command, purpose]: Fact): string {
  return `${command}   ${purpose}`;
}

function writeHeading(page: Page, { level, text }: Extract<Block, { type: 'heading' }>): void {
  const { doc } = page;
  // A heading at the foot of a page would stand there alone.
  keepRoom(doc, 90);
  if (level > 1) doc.moveDown(0.6);
  write(page, text.slice(0, MOST.heading), { bold: true, size: SIZES[level] });
}

interface Style {
  readonly bold: boolean;
  readonly size: number;
  readonly indent?: number;
}

function write({ doc, glyphs }: Page, text: string, { bold, size, indent = 0 }: Style): void {
  const left = doc.page.margins.left + indent;
  doc
    .font(bold ? 'bold' : 'body')
    .fontSize(size)
    .fillColor('#222222');
  doc.text(glyphs.shown(text, MOST.text), left, doc.y, { width: widthOf(doc) - indent });
  doc.moveDown(0.4);
  doc.x = doc.page.margins.left;
}

function writeItems(page: Page, items: readonly Item[]): void {
  for (const item of items) {
    const [text, below] = typeof item === 'string' ? [item, []] : item;
    writeItem(page, text, 8);
    for (const line of below) writeItem(page, line, 20);
  }
}

function writeItem(page: Page, text: string, indent: number): void {
  keepRoom(page.doc, 14);
  write(page, `• ${text}`, { bold: false, size: BODY, indent });
}

/** Columns share the width by how much stands in them, so that none is too narrow. */
function writeTable(page: Page, head: readonly string[] | null, rows: readonly (readonly string[])[]): void {
  const { doc, glyphs } = page;
  const shown = [...(head === null ? [] : [head]), ...rows].map((cells) => {
    return cells.map((cell) => glyphs.shown(cell, MOST.cell));
  });
  doc.font('body').fontSize(CELL).fillColor('#222222');
  const table = doc.table({
    columnStyles: [...columnWidths(shown, widthOf(doc))],
    defaultStyle: { border: [0, 0, 0.5, 0], borderColor: '#dddddd', padding: 3 },
  });
  for (const [row, cells] of shown.entries()) {
    const src = row === 0 && head !== null ? 'bold' : 'body';
    table.row(cells.map((text) => ({ text, font: { src, size: CELL } })));
  }
  table.end();
  doc.moveDown(0.6);
  doc.x = doc.page.margins.left;
}

function columnWidths(rows: readonly (readonly string[])[], width: number): readonly number[] {
  const columns = Math.max(...rows.map((cells) => cells.length));
  const longest = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((cells) => Math.min(60, Math.max(11, cells[column]?.length ?? 0)))),
  );
  const sum = longest.reduce((total, length) => total + length, 0);
  return longest.map((length) => (width * length) / sum);
}

function writeFigure({ doc, drawSvg, glyphs }: Page, { svg }: Extract<Block, { type: 'figure' }>): void {
  const size = /viewBox="0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"/.exec(svg);
  const [natural, tall] = [Number(size?.[1] ?? 720), Number(size?.[2] ?? 300)];
  const most = doc.page.height - doc.page.margins.top - doc.page.margins.bottom;
  const scale = Math.min(widthOf(doc) / natural, most / tall);
  const [width, height] = [natural * scale, tall * scale];
  keepRoom(doc, height + 8);
  const { y } = doc;
  drawSvg(doc, fitted(svg, glyphs), doc.page.margins.left, y, {
    ...{ width, height, fontCallback: () => 'body' },
    // A picture that lacks a line is better than no report.
    warningCallback: () => undefined,
  });
  doc.y = y + height + 8;
  doc.x = doc.page.margins.left;
}

/** With boxes in the texts between its tags, and without a size of its own, so that it fills its place. */
function fitted(svg: string, glyphs: Glyphs): string {
  const free = svg.replace(/^(<svg [^>]*?) width="\d+" height="\d+"/, '$1');
  return free.replace(/>([^<>]+)</g, (_, text: string) => `>${glyphs.shown(text, MOST.label)}<`);
}

/** Begins a new page where less room is left. */
function keepRoom(doc: Doc, height: number): void {
  if (doc.y + height > doc.page.height - doc.page.margins.bottom) doc.addPage();
}

function widthOf({ page: { width, margins } }: Doc): number {
  return width - margins.left - margins.right;
}
