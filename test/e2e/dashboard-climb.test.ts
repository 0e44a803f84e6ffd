/** Best over time, generalisation and directions on the page, and the page of workspaces of which records are damaged. */
import { chmod, cp, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/dashboard/render-page.ts';
import { removeTree } from '../../src/platform/tree-remove.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { certificateOf } from '../dashboard/view.ts';
import { axeFindings, CHROMIUM, keepScreen, launchBrowser, openPage } from '../support/browser.ts';
import { type Bench, reproduceOn, smallBench } from '../support/campaign.ts';
import { damageBy, damages, doDamage, recordsIn, undoDamage } from '../support/damage.ts';
import { MUTATIONS_TIMEOUT, mutations } from '../support/mutations.ts';

let folder = '';
let bench: Bench;
let texts: ReadonlyMap<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-page-'));
  bench = await smallBench(folder);
  await bench.improve({ limits: { iterations: 6, final_passes: 1 }, config: { rule: 'race', proposals: 3 } });
  await reproduceOn(bench, 0);
  await reproduceOn(bench, 0, { agent: await bench.agent('lazy', `executor: async () => ({ text: 'nothing done' })`) });
  texts = await recordsIn(bench.workspace.root, (path) => bench.text(path));
}, 120_000);
afterAll(() => removeTree(folder));

/** A copy of the climbed workspace that may be changed. */
async function copied(name: string): Promise<string> {
  const root = join(folder, name);
  await cp(bench.workspace.root, root, { recursive: true });
  await chmod(root, 0o755);
  return root;
}

async function pageAt(root: string): Promise<string> {
  const file = `${root}.html`;
  await writeFile(file, await renderPage(workspaceAt(root), { program: '1.0.0' }));
  return pathToFileURL(file).href;
}

it('the document of a damaged workspace is made, and holds nothing live of what is in it', {
  timeout: MUTATIONS_TIMEOUT,
}, async () => {
  const root = await copied('documents');
  await fc.assert(
    fc.asyncProperty(damages, async (all) => {
      const done = damageBy(texts, all);
      await doDamage(root, texts, done);
      try {
        const html = await renderPage(workspaceAt(root), { program: '1.0.0' });
        expect(html.match(/<script/g)?.length).toBe(html.match(/<\/script>/g)?.length);
        expect(html).not.toContain('<script>window.pwned');
        expect(html).not.toContain('root:x:');
      } finally {
        await undoDamage(root, texts, done);
      }
    }),
    mutations(0.04, 20_261_122),
  );
});

describe.skipIf(CHROMIUM === null)('the climb on the page', () => {
  let browser: Browser;
  let url = '';

  beforeAll(async () => {
    browser = await launchBrowser();
    const root = await copied('submitted');
    const best = (await bench.text('best')).trim();
    const submit = { ...certificateOf('submit', 'improved'), best, gap: 0.1 };
    const certificate = { ...submit, before: 0.3, after: 0.55, validation: { score: 0.8, from: 'estimate' } };
    const link = { workspace: '/far/<b>away', run_id: '0f', version: 'v3', tree_hash: '', known_trees: [] };
    const run = JSON.parse(await bench.text('run.json'));
    await writeFile(join(root, 'run.json'), JSON.stringify({ ...run, forked_from: { ...link, submitted: false } }));
    await mkdir(join(root, 'sealed'), { recursive: true });
    await writeFile(join(root, 'sealed', 'certificate.json'), JSON.stringify(certificate));
    url = await pageAt(root);
  }, 60_000);
  afterAll(() => browser.close());

  it('rises with the clock and with what was spent, and stands in a table too', async () => {
    const { page, requests } = await openPage(browser, url);
    const part = page.locator('section', { has: page.locator('#over-time-title') });
    expect(await part.locator('svg').getAttribute('aria-label')).toMatch(
      /^The best score by the clock: 0\.\d\d at first/,
    );
    await part.getByRole('button', { name: 'by time of calls' }).click();
    expect(await part.locator('svg').getAttribute('aria-label')).toContain('by time of calls');
    await part.getByText('As a table').click();
    expect(await part.locator('tbody tr').count()).toBeGreaterThan(1);
    expect(await part.textContent()).toMatch(/Iteration.*Best.*● kept/s);
    expect(requests).toEqual([]);
  });

  it('is held against what was measured afterwards, with the diagonal, and a gap is a red flag', async () => {
    const { page } = await openPage(browser, url);
    const part = page.locator('section', { has: page.locator('#generalisation-title') });
    expect(await part.textContent()).toMatch(
      /0\.80 on the deciding evals and 0\.55 on 3 sealed evals.*⚠ A gap of \+25 points/s,
    );
    expect(await part.locator('.diagonal').count()).toBe(1);
    const rows = await part.locator('tbody tr').count();
    expect(await part.locator('.compared-point').count()).toBe(rows);
    expect(await part.locator('tbody').textContent()).toMatch(/sealed evals \(submit\).*0\.80.*0\.55.*\+25/s);
    expect(await page.textContent('.verdict')).toMatch(
      /Real.*on 3 sealed evals, which the climb never saw \(submit\)/s,
    );
  });

  it('tells where its original comes from', async () => {
    const { page } = await openPage(browser, url);
    expect(await page.textContent('.headline')).toContain('v0 was forked from v3 of /far/<b>away (run 0f)');
  });

  it('tells of an iteration that was measured again, in what to trust and beside that iteration', async () => {
    const { page } = await openPage(browser, url);
    const health = page.locator('section', { has: page.locator('#health-title') });
    const rows = health.locator('.reproductions tbody tr');
    expect(await rows.count()).toBe(2);
    expect(await rows.nth(0).textContent()).toContain('It came out again, to the last digit.');
    expect(await rows.nth(1).textContent()).toMatch(/lazy.*It came out within the noise of such a measurement/);
    await keepScreen(page, 'page-reproductions');
    await rows.nth(0).getByRole('button').click();
    const own = page.locator('aside .reproductions tbody tr');
    expect(await own.count()).toBe(2);
    expect(await own.nth(0).textContent()).toContain('It came out again, to the last digit.');
    expect(page.url()).toContain('i=0');
    expect(await axeFindings(page)).toEqual([]);
    const other = await openPage(browser, url, { hash: '#i=1' });
    expect(await other.page.locator('aside .lead').count()).toBe(1);
    expect(await other.page.locator('aside .reproductions').count()).toBe(0);
  });

  it('has its directions ranked, with a mark and a link for each candidate', async () => {
    const { page } = await openPage(browser, url);
    const items = page.locator('.directions > li');
    expect(await items.count()).toBeGreaterThan(1);
    expect(await items.first().textContent()).toMatch(/^1\. .*\d of \d kept/);
    const marks = await page.locator('.strip .point').count();
    const unmeasured = [...((await page.textContent('.directions')) ?? '').matchAll(/\d kept.*?(\d+) not measured/g)];
    expect(marks + unmeasured.length).toBeGreaterThan(0);
    await items.first().getByText('Each candidate').click();
    await items.first().locator('.candidates button').first().click();
    await page.waitForSelector('.panel .lead');
    expect(new URL(page.url()).hash).toMatch(/^#i=\d+$/);
  });

  it.each(['light', 'dark'] as const)(
    'has nothing that axe finds serious, in %s, and fits 400 pixels',
    async (scheme) => {
      for (const width of [1200, 400]) {
        const { page } = await openPage(browser, url, { scheme, width });
        await page.waitForTimeout(200);
        for (const summary of await page.locator('.as-table > summary').all()) await summary.click();
        expect(await axeFindings(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        await keepScreen(page, `climb-${scheme}-${width}`);
      }
    },
  );

  it('is shown of damaged workspaces as far as there is anything, without an error', async () => {
    const samples = fc.sample(damages, { numRuns: 6, seed: 20_261_123 });
    const root = await copied('damaged');
    for (const all of samples) {
      const done = damageBy(texts, all);
      await doDamage(root, texts, done);
      const { page } = await openPage(browser, await pageAt(root));
      expect(await page.locator('main section h2').count()).toBeGreaterThan(8);
      // What could not be read is told in the words of the parser, which calls what is missing undefined.
      const text = (await page.locator('main').textContent())?.replaceAll('received undefined', '');
      expect(text).not.toMatch(/NaN|undefined|\[object/);
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      await undoDamage(root, texts, done);
    }
  });
});
