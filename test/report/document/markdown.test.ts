import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heading, list, paragraph, table } from '../../../src/report/document/block.ts';
import { markdownOf, plain } from '../../../src/report/document/markdown.ts';

const markdown = (...blocks: Parameters<typeof markdownOf>[0]) => markdownOf(blocks, { figures: 'plots' });

describe('a report as Markdown', () => {
  it('is made of headings, paragraphs, lists, tables, commands and pictures', () => {
    const text = markdown(
      heading(2, 'What was kept'),
      paragraph('All of it.'),
      ...list(['one', ['two', ['below']]]),
      ...table(['a', 'b'], [['1', 'x|y']]),
      { type: 'commands', commands: [['skillratchet apply', 'does it']] },
      { type: 'figure', name: 'progress', title: 'Progress', svg: '<svg/>' },
    );
    expect(text).toBe(`## What was kept

All of it.

- one
- two
  - below

| a | b |
| --- | --- |
| 1 | x\\|y |

- \`skillratchet apply\` does it

![Progress](plots/progress.svg)
`);
  });

  it('leaves pictures out where nothing says where they lie, and sections that are empty', () => {
    const figure = { type: 'figure', name: 'a', title: 'A', svg: '' } as const;
    expect(markdownOf([figure, ...list([]), ...table(['a'], [])], { figures: null })).toBe('\n');
  });

  it('has no fence that a command could close', () => {
    const commands = [['`a`` b', 'why']] as const;
    expect(markdown({ type: 'commands', commands })).toBe('- ``` `a`` b ``` why\n');
  });
});

describe('a text of an agent in Markdown', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script\\>alert(1)&lt;/script\\>'],
    ['[click](javascript:x)', '\\[click\\](javascript:x)'],
    ['![x](https://evil)', '!\\[x\\](https:\\//evil)'],
    ['see https://evil or www.evil or me@evil', 'see https:\\//evil or www\\.evil or me\\@evil'],
    ['# no heading', '\\# no heading'],
    ['- no list', '\\- no list'],
    ['1. no list', '1\\. no list'],
    ['0.38 is a number', '0.38 is a number'],
    ['---', '\\---'],
    ['**bold** _it_ `code` ~~x~~ $x$', '\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\~\\~x\\~\\~ \\$x\\$'],
    ['&lt;b&gt; \\*', '&amp;lt;b&amp;gt; \\\\\\*'],
    ['two\nlines\u2028and\u202e bidi\u0000', 'two lines and bidi'],
  ])('%j is shown as it is', (text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  it('never has markup that is not escaped, and loses nothing but what steers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const shown = plain(text);
        const bare = shown.replaceAll(/\\[\s\S]/g, '').replaceAll(/&(?:lt|amp);/g, '');
        expect(bare).not.toMatch(/[\\`*_[\]<>|~$&{}@]|:\/\/|^\s|\n/);
        const back = shown
          .replaceAll(/\\([\s\S])/g, '$1')
          .replaceAll('&lt;', '<')
          .replaceAll('&amp;', '&');
        expect(back.length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
