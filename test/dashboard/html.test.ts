import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_END, pageStart, partElement } from '../../src/dashboard/html.ts';
import { inertJson } from '../../src/dashboard/inert-json.ts';

const built = { script: 'run()', style: 'p { color: red }' };

/** What a browser takes for the content of the script with an id: up to the first closing tag, whatever stands in it. */
function contentOf(html: string, id: string): string {
  const start = html.indexOf(`id="${id}">`) + `id="${id}">`.length;
  return html.slice(start, html.indexOf('</script', start));
}

describe('the document of the page', () => {
  it('runs nothing but the script that we built, and loads nothing', () => {
    const html = pageStart(built, { title: 'a', data: '{}' }) + PAGE_END;
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    expect(policy?.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(built.script)}`,
      `style-src ${hash(built.style)}`,
      'img-src blob:',
      "base-uri 'none'",
      "form-action 'none'",
      "connect-src 'none'",
    ]);
    expect(pageStart(built, { title: 'a', data: null })).toContain("connect-src 'self'");
    expect(html).not.toMatch(/(src|href)=/);
  });

  it('holds any data as it is, and never ends early', () => {
    const data = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('</script>', '<!--<script>', '\u2028', ']]>'),
    );
    fc.assert(
      fc.property(fc.array(data), (texts) => {
        const html = pageStart(built, { title: 'a', data: inertJson(texts) });
        expect(JSON.parse(contentOf(html, 'data'))).toEqual(texts);
        expect(html.match(/<script/g)).toHaveLength(2);
      }),
    );
  });

  it('says the result as text where no script runs', () => {
    const still = { lines: ['</noscript><script>"'], picture: '<svg></svg>' };
    const html = pageStart(built, { title: 'a', data: null, still });
    expect(html).toContain('<noscript><p>&#60;/noscript&#62;&#60;script&#62;&#34;</p><p>');
    expect(html).toContain('<svg></svg></noscript>');
  });

  it('says its title as text', () => {
    expect(pageStart(built, { title: '</title><script>"&', data: null })).toContain(
      '<title>&#60;/title&#62;&#60;script&#62;&#34;&#38;</title>',
    );
  });

  it('has parts that nothing runs', () => {
    expect(partElement('trial/1/0/1', 'QUJD')).toBe(
      '<script type="application/octet-stream" id="trial/1/0/1">QUJD</script>\n',
    );
  });
});

it('no text turns the direction of what stands after it', () => {
  expect(JSON.parse(inertJson({ a: 'safe\u202egnp.exe', b: '\u2067x\u2069', c: 'שלום' }))).toEqual({
    a: 'safe⟦U+202E⟧gnp.exe',
    b: '⟦U+2067⟧x⟦U+2069⟧',
    c: 'שלום',
  });
});
