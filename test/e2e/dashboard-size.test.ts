import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunView } from '../../src/core/run-view.ts';
import { readBuiltPage } from '../../src/dashboard/built-page.ts';
import { PAGE_END, pageStart } from '../../src/dashboard/html.ts';
import { inertJson } from '../../src/dashboard/inert-json.ts';
import { pageData } from '../../src/dashboard/page-data.ts';
import { renderPage } from '../../src/dashboard/render-page.ts';
import { iterationOf, rowOf, trialOf, viewOf } from '../dashboard/view.ts';
import { CHROMIUM, launchBrowser, openPage } from '../support/browser.ts';
import { foreignWorkspace } from '../support/foreign-workspace.ts';

/** A run in which every iteration measured every eval, six expectations each. */
function largeView(iterations: number, evals: number, trials = 1): RunView {
  const ids = Array.from({ length: evals }, (_, index) => `eval-${index}`);
  const numbers = Array.from({ length: trials }, (_, index) => index + 1);
  const expectations = Array.from({ length: 6 }, (_, index) => ({ text: `Something holds, ${index}`, check: null }));
  return viewOf({
    best: 'v0',
    evals: ids.map((id) => ({ id, split: null, weight: 1, sealed: false, expectations })),
    iterations: Array.from({ length: iterations }, (_, number) =>
      iterationOf(number, {
        row: rowOf(number === 0 ? 'baseline' : 'reverted', (number % 7) / 7, 0.5),
        trials: ids.flatMap((id) => numbers.map((trial) => trialOf(id, '++-+-+', trial))),
      }),
    ),
  });
}

describe.skipIf(CHROMIUM === null)('a page of a long run', () => {
  let root = '';
  let browser: Browser;
  beforeAll(async () => {
    root = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-page-'));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  });

  async function written(view: RunView): Promise<{ readonly url: string; readonly bytes: number }> {
    const data = inertJson(pageData(view, { program: '1.0.0', remarks: [] }));
    const html = pageStart(await readBuiltPage(), { title: 'long', data }) + PAGE_END;
    await writeFile(join(root, 'long.html'), html);
    return { url: pathToFileURL(join(root, 'long.html')).href, bytes: Buffer.byteLength(html) };
  }

  it('of 50 iterations and 30 evals has less than 2 MB to read at the start, and shows every cell', async () => {
    const { url, bytes } = await written(largeView(50, 30));
    expect(bytes).toBeLessThan(2_000_000);
    const { page } = await openPage(browser, url);
    expect(await page.locator('.heat .cell').count()).toBe(1500);
  });

  it('of 500 iterations draws no more of the heat map than is in sight, and the rest when it is scrolled to', async () => {
    const { page } = await openPage(browser, (await written(largeView(500, 8, 5))).url);
    expect(await page.locator('.mark').count()).toBe(500);
    expect(await page.locator('.heat .cell').count()).toBeLessThan(2000);
    await page.evaluate('document.querySelector(".heat").scrollLeft = 1e6');
    await page.waitForSelector('.heat button[aria-label*="iteration 499,"]');
    expect(await page.locator('.decisions tbody tr').count()).toBeLessThan(100);
  });

  it('leaves out what would make the file too large, and says so', async () => {
    const html = await renderPage(await foreignWorkspace(root), { program: '1.0.0', room: 1000 });
    expect(html).toContain('id="changes/best"');
    expect(html).not.toContain('id="trial/iteration-2/eval-1"');
    expect(html).toMatch(/"left_out":[1-9]/);
  });
});
