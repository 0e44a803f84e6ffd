import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBuiltPage } from '../../src/dashboard/built-page.ts';
import { renderPage } from '../../src/dashboard/render-page.ts';
import { servePage } from '../../src/dashboard/serve.ts';
import { createSource } from '../../src/dashboard/source.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { axeFindings, CHROMIUM, keepScreen, launchBrowser, openPage } from '../support/browser.ts';
import { startProgram } from '../support/cli.ts';

describe.skipIf(CHROMIUM === null)('the page of a run', () => {
  let root = '';
  let browser: Browser;
  /** The finished demo as one file. */
  let file = '';

  /** The page follows the demo from its first calls to its end; the other tests look at what it left. */
  beforeAll(async () => {
    root = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-page-'));
    browser = await launchBrowser();
    const env = { PATH: process.env.PATH ?? '', HOME: root, TMPDIR: root, DEMO_PACE: '1' };
    const demo = startProgram(['demo', '--to', 'demo'], { cwd: root, env });
    await demo.lines(1, /iteration 0 {2}eval/);
    const workspace = workspaceAt(join(root, 'demo', 'release-notes-autoresearch'));
    const options = { source: createSource(workspace, '1.0.0'), port: 0, idleMs: 60_000 };
    const served = await servePage({ page: await readBuiltPage(), ...options });
    const page = await browser.newPage();
    await page.goto(served.url);
    await followed(page);
    await demo.ended;
    await page.waitForSelector('.verdict.real', { timeout: 60_000 });
    expect(await page.locator('.live').count()).toBe(0);
    await page.close();
    served.stop();
    await served.stopped;
    file = join(root, 'page.html');
    await writeFile(file, await renderPage(workspace, { program: '1.0.0' }));
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  });

  const open = (options = {}) => openPage(browser, pathToFileURL(file).href, options);

  it('shows the result and the climb where no script runs', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(pathToFileURL(file).href);
    expect(await page.textContent('#page')).toMatch(/Result: 0\.42 → 0\.\d\d, \+\d\d ± \d+ points on 2 fresh passes/);
    expect((await page.locator('svg').boundingBox())?.width).toBeGreaterThan(300);
    await keepScreen(page, 'no-script');
    await page.close();
  });

  it('opens from disk without a single request, with the result first', async () => {
    const { page, requests } = await open();
    expect(await page.title()).toBe('release-notes-autoresearch – skillratchet');
    expect(await page.textContent('.headline .scores')).toMatch(/v00\.42→v\d+0\.\d\d/);
    expect(await page.textContent('.verdict')).toMatch(/Real\s*\+\d\d ± \d+ points on 2 fresh passes of 6 evals/);
    expect(await page.textContent('.facts')).toMatch(/Kept\d+ of 12.*tokens.*calls.*the iterations asked for are done/);
    expect(await page.locator('.mark').count()).toBe(13);
    await keepScreen(page, 'start');
    expect(requests).toEqual([]);
  });

  it('opens an iteration from the chart, and a trial from there, with everything that it left', async () => {
    const { page, requests } = await open();
    await page
      .locator('.mark.kept')
      .first()
      .click({ position: { x: 4, y: 8 } });
    await page.waitForSelector('.panel .lead');
    expect(new URL(page.url()).hash).toMatch(/^#i=\d+$/);
    expect(await page.textContent('.panel')).toMatch(/keep: P\(better\).*Fixed.*Trials.*What it changed/s);
    await page.waitForSelector('.panel .diff ins');
    await keepScreen(page, 'iteration');
    await page.locator('.flip-list.fixed button').first().click();
    await page.waitForSelector('.expectations li');
    await page.waitForSelector('.transcript .tool');
    expect(await page.textContent('.panel')).toMatch(/Prompt.*Outputs.*RELEASE_NOTES\.md.*Transcript/s);
    await keepScreen(page, 'trial');
    expect(requests).toEqual([]);
  });

  it('opens what was measured beside the climb, and a trial of it beside that of v0', async () => {
    const { page } = await open();
    const rows = page.locator('.passes tbody tr');
    expect(await rows.allTextContents()).toEqual([
      expect.stringMatching(/^Final passes \d+.*v00\.4\d12 of 12 trials$/),
      expect.stringMatching(/^v\d+0\.[89]\d12 of 12 trials$/),
    ]);
    await rows.nth(1).locator('button').click();
    expect(new URL(page.url()).hash).toMatch(/^#p=final-\d+%2Fv\d+$/);
    expect(await page.textContent('.panel')).toMatch(/Final passes \d+, v\d+.*12 of 12 trials.*Trials/s);
    await page.locator('.panel .trials button').first().click();
    await page.waitForSelector('.transcript .tool');
    await page.selectOption('.panel label:has-text("Beside") select', 'v0');
    await page.waitForSelector('.readers.two .trial >> nth=1');
    expect(await page.locator('.trial').nth(1).getAttribute('aria-label')).toMatch(/^Final passes \d+, v0, trial 1$/);
    await page.keyboard.press('ArrowLeft');
    expect(new URL(page.url()).hash).toMatch(/^#p=final-\d+%2Fv0&/);
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await page.locator('.panel').count()).toBe(0);
  });

  it('is printed as dark ink on white, everything inside the sheet, and what is open alone', async () => {
    const { page } = await open({ scheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.setViewportSize({ width: 690, height: 1000 });
    await page.waitForSelector('.changes .diff');
    expect(await page.evaluate('getComputedStyle(document.querySelector("h2")).color')).toBe('rgb(27, 31, 36)');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(690);
    const right = '[...document.querySelectorAll(".heat td, .chart svg")].map((e) => e.getBoundingClientRect().right)';
    expect(await page.evaluate(`Math.max(...${right})`)).toBeLessThanOrEqual(690);
    expect(await page.locator('button.plain:visible, input:visible').count()).toBe(0);
    await page.goto(`${pathToFileURL(file).href}#i=1&e=mixed`);
    await page.waitForSelector('.expectations li');
    expect(await page.locator('main').isVisible()).toBe(false);
    expect(await page.locator('.transcript').isVisible()).toBe(true);
  });

  it('finds a word in a transcript, and shows a trial beside that of v0', async () => {
    const { page } = await open({ hash: '#i=1&e=mixed' });
    await page.waitForSelector('.transcript .tool');
    expect(await page.locator('.tool[open]').count()).toBe(0);
    await page.keyboard.press('/');
    await page.keyboard.type('commits.txt');
    await page.waitForSelector('.transcript mark');
    expect(await page.locator('.tool[open]').count()).toBeGreaterThan(0);
    expect(await page.textContent('.transcript .note')).toMatch(/Found \d+ times\./);
    await page.selectOption('.panel label select', 'v0');
    await page.waitForSelector('.readers.two .trial >> nth=1');
    expect(await page.locator('.trial').nth(1).getAttribute('aria-label')).toBe('Iteration 0, trial 1');
    expect(new URL(page.url()).hash).toBe('#i=1&e=mixed&with=v0&q=commits.txt');
    await keepScreen(page, 'side-by-side');
  });

  it('shows expectations of an eval, and only what changed', async () => {
    const { page } = await open();
    const rows = page.locator('.heat tbody tr');
    expect(await rows.count()).toBe(6);
    await page.locator('.heat tbody th button').first().click();
    const all = await rows.count();
    expect(all).toBeGreaterThan(8);
    expect(await page.locator('.heat .cell.fixed').count()).toBeGreaterThan(5);
    await page.getByLabel('changed only').check();
    expect(await rows.count()).toBeLessThan(all);
    await keepScreen(page, 'changed-only');
  });

  it('shows the changes of every kept step, what it took, and in which condition the run is', async () => {
    const { page } = await open();
    await page.waitForSelector('.changes .diff ins');
    const steps = page.locator('.steps').first().locator('button');
    expect(await steps.first().textContent()).toMatch(/^v0 → v\d+$/);
    await steps.nth(1).click();
    await page.waitForSelector('.changes .flip-list.fixed');
    await page.getByRole('button', { name: 'Time', exact: true }).click();
    expect(await page.locator('.bars').count()).toBe(13);
    expect(await page.textContent('main')).toMatch(/Each of the \+\d+ points took [\d.]+ \w? ?tokens/);
    expect(await page.textContent('main')).toMatch(/By role.*improver.*By eval.*graded.*Versions/s);
  });

  it('is one stop for the Tab key at the chart, however many iterations there are', async () => {
    const { page } = await open();
    expect(await page.evaluate('[...document.querySelectorAll(".mark")].filter((e) => e.tabIndex >= 0).length')).toBe(
      1,
    );
  });

  it('is steered by keys, and leads back step by step', async () => {
    const { page } = await open();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(new URL(page.url()).hash).toBe('#i=1');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(new URL(page.url()).hash).toBe('#i=1&e=scopes');
    await page.goBack();
    expect(new URL(page.url()).hash).toBe('#i=1&e=breaking');
    await page.keyboard.press('Escape');
    expect(new URL(page.url()).hash).toBe('#i=1');
    await page.keyboard.press('?');
    expect(await page.textContent('dialog')).toContain('next and previous eval');
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog').count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds serious, in %s', async (scheme) => {
    const { page } = await open({ scheme });
    await page.waitForSelector('.changes .diff');
    expect(await axeFindings(page)).toEqual([]);
    await keepScreen(page, `start-${scheme}`);
    const trial = await open({ scheme, hash: '#i=1&e=mixed&with=v0&open=mixed' });
    await trial.page.waitForSelector('.readers.two .trial >> nth=1 >> .transcript');
    expect(await axeFindings(trial.page)).toEqual([]);
    await keepScreen(trial.page, `trial-${scheme}`);
  });

  it('fits a screen of 400 pixels, with nothing beyond its edge', async () => {
    for (const hash of ['', '#i=5', '#i=1&e=mixed&with=v0']) {
      const { page } = await open({ width: 400, hash });
      await page.waitForTimeout(200);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
      await keepScreen(page, `small${hash.replaceAll(/\W+/g, '-')}`);
    }
  });

  it('fits it as well where changes and evals have names without a blank', async () => {
    const html = await readFile(file, 'utf8');
    const long = html.replaceAll('"mixed', `"${'合'.repeat(40)}`).replaceAll('"breaking', `"${'breaking'.repeat(12)}`);
    const path = join(root, 'long.html');
    await writeFile(path, long.replaceAll(/"changelog":"/g, `"changelog":"${'Unbreakable'.repeat(12)}`));
    for (const width of [400, 1180]) {
      const { page } = await openPage(browser, pathToFileURL(path).href, { width });
      expect(await page.textContent('.readout')).toContain('UnbreakableUnbreakable');
      expect(await page.textContent('.tables')).toContain('breakingbreaking');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await keepScreen(page, `long-${width}`);
    }
  });
});

/** While the run goes on the page shows what it is at, and iterations come in without a reload. */
async function followed(page: Page): Promise<void> {
  await page.waitForSelector('.live .glyphs .busy, .live .glyphs .done', { timeout: 60_000 });
  await page.evaluate('window.notReloaded = true');
  await page.waitForSelector('.mark >> nth=3', { timeout: 60_000 });
  expect(await page.evaluate('window.notReloaded')).toBe(true);
}
