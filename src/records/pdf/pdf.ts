import { createRequire } from 'node:module';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { errnoOf } from '../../platform/errno.ts';
import type { Block } from '../../report/document/block.ts';
import { type Glyphs, glyphsOf } from './glyphs.ts';
import { type Page, writeBlock } from './page.ts';

/**
 * A report as PDF, made without a browser and without the network. No text makes it fail: what the font lacks is a
 * box, and the last line says how many there are. `madeAt` is what it says of its own age: the same report and time give
 * the same bytes. A UserError `usage` when the packages for it are not installed.
 */
export async function pdfOf(blocks: readonly Block[], madeAt: Date): Promise<Uint8Array> {
  const { PDFDocument, drawSvg, font, bold } = await loadPackages();
  const margins = { top: 48, bottom: 48, left: 48, right: 48 };
  // A font that the document was opened with would be read again each time that it is asked for by its other name.
  const doc = new PDFDocument({
    size: 'A4',
    margins,
    font: '',
    info: { Producer: 'skillratchet', CreationDate: madeAt },
  });
  const pieces: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('data', (piece: Buffer) => pieces.push(piece));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  doc.registerFont('body', font).registerFont('bold', bold);
  const glyphs = glyphsOf(charactersOf(doc.font('bold'), doc.font('body')));
  const page: Page = { doc, drawSvg, glyphs };
  for (const block of blocks) writeBlock(page, block);
  writeBlock(page, { type: 'paragraph', text: lastLine(glyphs) });
  doc.end();
  await ended;
  return Buffer.concat(pieces);
}

function lastLine(glyphs: Glyphs): string {
  const count = glyphs.boxes();
  if (count === 0) return 'Every character of this report has a glyph.';
  return `${count} ${count === 1 ? 'character is' : 'characters are'} shown as □ because the font has no glyph for ${count === 1 ? 'it' : 'them'}.`;
}

const FONTS = 'dejavu-fonts-ttf/ttf';

async function loadPackages() {
  try {
    const { resolve } = createRequire(import.meta.url);
    const [font, bold] = [resolve(`${FONTS}/DejaVuSans.ttf`), resolve(`${FONTS}/DejaVuSans-Bold.ttf`)];
    const [{ default: PDFDocument }, { default: drawSvg }] = await Promise.all([
      import('pdfkit'),
      import('svg-to-pdfkit'),
    ]);
    return { PDFDocument, drawSvg, font, bold };
  } catch (error) {
    const code = errnoOf(error);
    if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UserError('usage', 'The packages that PDF needs are not installed.', {
      hint: 'Install skillratchet with its optional dependencies: pdfkit, svg-to-pdfkit, dejavu-fonts-ttf.',
      cause: error,
    });
  }
}

const fontSchema = z.object({ _font: z.object({ font: z.object({ characterSet: z.array(z.number()) }) }) });

/** The characters that each of the fonts has a glyph for; of a font that does not tell, those of ASCII. */
function charactersOf(...documents: readonly unknown[]): ReadonlySet<number> {
  const ascii = Array.from({ length: 95 }, (_, index) => 32 + index);
  const [first = [], ...others] = documents.map((doc) => {
    return fontSchema.safeParse(doc).data?._font.font.characterSet ?? ascii;
  });
  const rest = others.map((characters) => new Set(characters));
  return new Set(first.filter((character) => rest.every((characters) => characters.has(character))));
}
