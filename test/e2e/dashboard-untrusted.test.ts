import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/dashboard/render-page.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { CHROMIUM, launchBrowser, openPage } from '../support/browser.ts';
import { writeTree } from '../support/write-tree.ts';

const EVIL = [
  '</script><script>window.pwned = 1</script>',
  '<img src=x onerror="window.pwned = 2">',
  '<a href="javascript:window.pwned = 3">go</a>',
  '<style>* { display: none }</style><link rel=stylesheet href=https://evil.example/x.css>',
  '<svg onload="window.pwned = 4"><foreignObject><iframe src="https://evil.example"></iframe></foreignObject></svg>',
  '<meta http-equiv=refresh content="0;url=https://evil.example">\u202egnp.exe\u2066',
].join(' ');
const WIDE = 'x'.repeat(5_000_000);

/** A workspace of which every text is hostile. */
function hostile(): Record<string, string> {
  const items = [
    { text: EVIL, passed: true, evidence: EVIL },
    { text: WIDE.slice(0, 3000), passed: false, evidence: WIDE },
  ];
  const evals = [{ id: 1, prompt: EVIL, assertions: [EVIL, 'E2'] }];
  const row = (number: number, action: string) =>
    `${number}\t2025-01-15T10:3${number}:00+00:00\t0.5\t0.5\t${action}\t${EVIL}`;
  return {
    'results.tsv': `iteration\ttimestamp\tscore\tbest_score\taction\tchangelog\n${row(0, 'baseline')}\n${row(1, 'kept')}\n`,
    'v0/SKILL.md': '---\nname: theirs\ndescription: x\n---\n',
    'v0/evals/evals.json': JSON.stringify({ evals }),
    'v1/SKILL.md': `---\nname: theirs\ndescription: ${EVIL}\n---\n${WIDE}\n`,
    'iteration-0/eval-1/grading.json': JSON.stringify({ expectations: items }),
    'iteration-1/eval-1/grading.json': JSON.stringify({
      expectations: items,
      eval_feedback: { suggestions: [EVIL], overall: '' },
    }),
    'iteration-1/eval-1/transcript.md': `${EVIL}\n${WIDE}\n`,
    'iteration-1/eval-1/outputs/page.html': EVIL,
    'iteration-1/eval-1/outputs/table.csv': `a,b\n"${EVIL.replaceAll('"', '""')}",2\n`,
    'iteration-1/eval-1/outputs/picture.svg': EVIL,
    'iteration-1/eval-1/outputs/picture.png': EVIL,
    'iteration-1/eval-1/outputs/wide.txt': WIDE,
  };
}

describe.skipIf(CHROMIUM === null)('the page of a hostile workspace', () => {
  let root = '';
  let browser: Browser;
  let html = '';

  beforeAll(async () => {
    root = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-page-'));
    browser = await launchBrowser();
    await writeTree(join(root, 'theirs-autoresearch'), hostile());
    html = await renderPage(workspaceAt(join(root, 'theirs-autoresearch')), { program: '1.0.0' });
    await writeFile(join(root, 'page.html'), html);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  });

  it('shows what an agent wrote as text, and runs and loads nothing of it', async () => {
    const { page, requests } = await openPage(browser, pathToFileURL(join(root, 'page.html')).href, {
      hash: '#i=1&e=1',
    });
    await page.waitForSelector('.transcript pre');
    await page.waitForSelector('.changes .diff');
    await page.locator('.output summary').last().click();
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(await page.textContent('.transcript')).toContain('</script><script>window.pwned = 1</script>');
    const made =
      'main script, .panel script, main iframe, .panel iframe, .panel style, .panel a[href], .panel [onerror]';
    expect(await page.locator(made).count()).toBe(0);
    expect(requests).toEqual([]);
    expect(page.url()).toMatch(/^file:/);
  });

  it('shows a line of five million characters bit by bit, and stays quick', async () => {
    const { page } = await openPage(browser, pathToFileURL(join(root, 'page.html')).href, { hash: '#i=1&e=1' });
    await page.waitForSelector('.transcript pre');
    const shown = await page.locator('.transcript pre').first().textContent();
    expect(shown?.length).toBeLessThan(30_000);
    await page
      .getByRole('button', { name: /Show more/ })
      .first()
      .click();
    await page.keyboard.press('Escape');
    await page.waitForSelector('.panel .lead');
  });

  it('names characters that turn the direction of a text', () => {
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(html).toContain('⟦U+202E⟧gnp.exe⟦U+2066⟧');
  });
});
