/** The page of a run with several agents. */
import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunConfig } from '../../src/core/schema/run.ts';
import { renderPage } from '../../src/dashboard/render-page.ts';
import { removeTree } from '../../src/platform/tree-remove.ts';
import { axeFindings, CHROMIUM, keepScreen, launchBrowser, openPage } from '../support/browser.ts';
import { twoAgents } from '../support/two-agents.ts';

describe.skipIf(CHROMIUM === null)('an iteration of a run with two agents on the page', () => {
  let folder = '';
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-page-'));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await removeTree(folder);
  });

  /** The table of agents of iteration 1, cell by cell, of a run under a rule. */
  async function tableUnder(rule: RunConfig['rule'], width: number) {
    const own = join(folder, rule);
    await mkdir(own);
    const { bench, both } = await twoAgents(own, '3 0 4 4');
    const config = { ...both, rule, proposals: 1 };
    await bench.improve({ config, limits: { max_reverts: null, iterations: 1, final_passes: 0 } });
    const file = join(own, 'page.html');
    await writeFile(file, await renderPage(bench.workspace, { program: '1.0.0' }));
    const { page } = await openPage(browser, pathToFileURL(file).href, { hash: '#i=1', width });
    await page.waitForSelector('.panel .lead');
    await keepScreen(page, `agents-${rule}`);
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    const rows = await page.locator('.panel [aria-label="By agent"] tr').all();
    return Promise.all(rows.map((row) => row.locator('th, td').allTextContents()));
  }

  it('says what each of them scored and the incumbent did under it, under rule strict', async () => {
    expect(await tableUnder('strict', 1280)).toEqual([
      ['Agent', 'Measured', 'Before'],
      ['plan', '0.75', '0.25'],
      ['other.mjs', '0.00', '0.75'],
    ]);
  });

  it('says what that counts for under rule race, and how probable it is that an agent got worse, on a narrow screen', async () => {
    expect(await tableUnder('race', 390)).toEqual([
      ['Agent', 'Measured', 'Counted', 'Better by', 'P(worse)'],
      [
        'plan',
        expect.stringMatching(/^0\.\d\d$/),
        expect.stringMatching(/^0\.\d\d$/),
        expect.stringMatching(/^\+/),
        expect.stringMatching(/^\d+ %$/),
      ],
      [
        'other.mjs',
        expect.anything(),
        expect.stringMatching(/^0\.\d\d$/),
        expect.stringMatching(/^−/),
        expect.stringMatching(/^\d+ %$/),
      ],
    ]);
  });
});
