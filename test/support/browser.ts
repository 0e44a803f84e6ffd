import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

const PLACES = [
  process.env.SKILLRATCHET_TEST_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser of this machine; null, with the reason printed, where there is none. */
export const CHROMIUM = PLACES.find((path) => existsSync(path)) ?? null;
if (CHROMIUM === null) console.warn('The page is not tested: there is no Chromium at /usr/bin/chromium or elsewhere.');

const QUIET = [
  'disable-gpu',
  'disable-quic',
  'no-first-run',
  'disable-background-networking',
  'disable-component-update',
];

export function launchBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-sync', ...QUIET.map((flag) => `--${flag}`)];
  return chromium.launch({ executablePath: CHROMIUM ?? '', args });
}

export interface Opened {
  readonly page: Page;
  /** Addresses that were asked for, but for the document itself. */
  readonly requests: readonly string[];
}

export interface OpenOptions {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  /** What stands behind `#`. */
  readonly hash?: string;
}

/** Opens the page and waits until it shows a run; the test fails on any error or refused load that the browser tells. */
export async function openPage(browser: Browser, url: string, options: OpenOptions = {}): Promise<Opened> {
  const { width = 1280, scheme = 'light', hash = '' } = options;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const [requests, errors]: [string[], string[]] = [[], []];
  page.on('request', (request) => {
    if (!request.isNavigationRequest() && !request.url().startsWith('blob:')) requests.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('dialog', (dialog) => {
    errors.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  onTestFinished(async () => {
    await page.close();
    expect(errors).toEqual([]);
  });
  await page.goto(url + hash);
  await page.waitForSelector('.headline');
  return { page, requests };
}

/** What axe finds on the page that is serious or critical, each with where it is. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const found: readonly { id: string; impact: string; nodes: readonly { target: readonly string[] }[] }[] =
    await page.evaluate('axe.run().then(({ violations }) => violations)');
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** Keeps a picture of the page in the folder of SKILLRATCHET_TEST_SCREENS, where that is set. */
export async function keepScreen(page: Page, name: string): Promise<void> {
  const folder = process.env.SKILLRATCHET_TEST_SCREENS;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
