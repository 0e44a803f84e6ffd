import { spawnSync } from 'node:child_process';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pdfOf } from '../../src/records/pdf/pdf.ts';
import { type Block, heading, list, paragraph, table } from '../../src/report/document/block.ts';
import { plotBlocks } from '../../src/report/document/run-report.ts';
import { viewOf } from '../support/views.ts';

const HAS_PDFTOTEXT = spawnSync('pdftotext', ['-v']).error === undefined;
const MADE_AT = new Date('2026-11-21T10:00:00Z');

const pagesIn = (pdf: Uint8Array) =>
  [
    ...Buffer.from(pdf)
      .toString('latin1')
      .matchAll(/\/Type \/Page\n/g),
  ].length;
const isWhole = (pdf: Uint8Array) => {
  const text = Buffer.from(pdf).toString('latin1');
  return text.startsWith('%PDF-') && text.trimEnd().endsWith('%%EOF');
};
const figures = plotBlocks(viewOf([{ score: 0.5, best: 0.5, action: 'baseline', marks: { '日本 <eval>': '+-' } }]));

function everywhere(text: string): readonly Block[] {
  return [
    heading(1, text),
    { type: 'paragraph', text, strong: true },
    ...list([text, [text, [text]]]),
    ...table([text, 'b'], [[text, text]]),
    { type: 'facts', facts: [[text, text]] },
    { type: 'commands', commands: [[text, text]] },
    ...plotBlocks(viewOf([{ score: 1, best: 1, action: 'baseline', marks: { [text]: '+' } }])),
  ];
}

describe('a report as PDF', () => {
  it('is one with all of its blocks, page after page', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => [String(index), `row ${index}`]);
    const pdf = await pdfOf(
      [heading(1, 'Report'), paragraph('Well.'), ...figures, ...table(['n', 'text'], rows)],
      MADE_AT,
    );
    expect(isWhole(pdf)).toBe(true);
    expect(pagesIn(pdf)).toBeGreaterThan(3);
  });

  it.skipIf(!HAS_PDFTOTEXT)(
    'counts in its last line the characters that the font lacks (needs pdftotext)',
    async () => {
      const text = async (...blocks: readonly Block[]) =>
        (await execa('pdftotext', ['-', '-'], { input: await pdfOf(blocks, MADE_AT) })).stdout;
      const [whole, lacking] = [await text(paragraph('Grüße → ✓')), await text(paragraph('日本 and 語'))];
      expect(whole).toContain('Grüße → ✓');
      expect(whole).toContain('Every character of this report has a glyph.');
      expect(lacking).toContain('□□ and □');
      expect(lacking).toContain('3 characters are shown as □');
    },
  );

  it.each([
    ['control characters', '\u0000\u0007\u001b[31mred\u0085\u2028'],
    ['direction controls', 'a\u202Eb\u2066c\u2069 שלום مرحبا'],
    ['lone surrogates', '\uD800 and \uDFFF'],
    ['combining marks', `e${'\u0301'.repeat(500)}`],
    ['joiners and variation selectors', '👩‍👩‍👧‍👦️ \u200D\u200C\uFE0F\u{E0001}'],
    ['Indic, Thai and Tibetan', 'क्षत्रिय ก็ བོད ශ්‍රී ਪੰਜਾਬੀ'],
    ['markup', '</text></svg><script>&lt;&#0; ]]>'],
    ['a line of 1 MB', 'x'.repeat(1_000_000)],
    ['a line of 1 MB with blanks', 'word '.repeat(200_000)],
    ['nothing', ''],
  ])('is never kept from being by %s', async (_, text) => {
    expect(isWhole(await pdfOf(everywhere(text), MADE_AT))).toBe(true);
  });

  it('is never kept from being by any text', { timeout: 120_000 }, async () => {
    const unit = fc.oneof({ arbitrary: fc.constant('binary' as const), weight: 1 });
    const text = unit.chain((kind) => fc.string({ unit: kind, minLength: 20, maxLength: 200 }));
    await fc.assert(
      fc.asyncProperty(text, async (any) => {
        expect(isWhole(await pdfOf(everywhere(any), MADE_AT))).toBe(true);
      }),
      { numRuns: 10, seed: 7 },
    );
  });
});
