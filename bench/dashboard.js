import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { readBuiltPage } from '../dist/dashboard/built-page.js';
import { PAGE_END, pageStart } from '../dist/dashboard/html.js';
import { inertJson } from '../dist/dashboard/inert-json.js';
import { pageData } from '../dist/dashboard/page-data.js';
import { printTable, timed } from './table.js';

// What the page of a long run weighs, how soon it can be used, and what it takes to scroll through. Without its parts,
// which are read when somebody opens them.
const ROUNDS = 7;
const SHAPES = [
  { iterations: 50, evals: 30, trials: 1, targets: { bytes: 'at most 2 MB', ready: 'at most 1000 ms', built: '' } },
  { iterations: 500, evals: 8, trials: 5, targets: { bytes: '', ready: '', built: 'at most 250 ms' } },
];

/** Scrolls through the heat map; the longest time between two frames. */
const STEPS = 60;
const SCROLL = `(async () => {
  const heat = document.querySelector('.heat');
  const frame = () => new Promise(requestAnimationFrame);
  let [longest, last] = [0, await frame()];
  for (let step = 1; step <= ${STEPS}; step += 1) {
    heat.scrollLeft = (step / ${STEPS}) * heat.scrollWidth;
    const now = await frame();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
})()`;

const root = await mkdtemp(join(tmpdir(), 'skillratchet-bench-'));
const browser = await chromium.launch({
  executablePath: process.env.SKILLRATCHET_TEST_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
});
try {
  const rows = [];
  for (const shape of SHAPES) rows.push(...(await measure(shape)));
  printTable('The page of a long run, from disk', rows);
} finally {
  await browser.close();
  await rm(root, { recursive: true, force: true });
}

async function measure({ iterations, evals, trials, targets }) {
  const view = longView({ iterations, evals, trials });
  const built = await readBuiltPage();
  const make = () => pageStart(built, { title: 'long', data: inertJson(pageData(view, { program: '', remarks: [] })) });
  const builds = await timed(ROUNDS, make);
  const html = make() + PAGE_END;
  await writeFile(join(root, 'long.html'), html);
  const seen = [];
  for (let round = 0; round < ROUNDS; round += 1) seen.push(await look(pathToFileURL(join(root, 'long.html')).href));
  const what = `${iterations} × ${evals} × ${trials}`;
  const row = (name, unit, pick, target) => ({ what: `${what}, ${name}`, samples: seen.map(pick), unit, target });
  return [
    { what: `${what}, document made`, samples: builds, unit: 'ms', target: targets.built },
    { what: `${what}, read at the start`, samples: [Buffer.byteLength(html) / 1e6], unit: 'MB', target: targets.bytes },
    row('usable', 'ms', ({ ready }) => ready, targets.ready),
    row('longest frame while scrolling', 'ms', ({ frame }) => frame),
    row('most work in a step of scrolling', 'ms', ({ work }) => work),
    row('memory of the page', 'MB', ({ heap }) => heap),
  ];
}

async function look(url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const start = performance.now();
  await page.goto(url);
  await page.waitForSelector('.heat .cell');
  const ready = performance.now() - start;
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const frame = await page.evaluate(SCROLL);
  const work = await mostWork(page, session);
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await page.close();
  return { ready, frame, work, heap: usedSize / 1e6 };
}

/** Scrolls back in the same steps; the most milliseconds of work that one of them took. */
async function mostWork(page, session) {
  let most = 0;
  for (let step = STEPS - 1; step >= 0; step -= 1) {
    const before = await busy(session);
    await page.evaluate(`(async () => {
      const heat = document.querySelector('.heat');
      heat.scrollLeft = (${step} / ${STEPS}) * heat.scrollWidth;
      for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
    })()`);
    most = Math.max(most, 1000 * ((await busy(session)) - before));
  }
  return most;
}

/** Seconds that the main thread of the page has worked, whatever else the machine did meanwhile. */
async function busy(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value;
}

function longView({ iterations, evals, trials }) {
  const ids = Array.from({ length: evals }, (_, index) => `eval-${index}`);
  const texts = Array.from({ length: 6 }, (_, index) => ({ text: `Expectation ${index} holds for the output`, check: null }));
  return {
    schema_version: 1,
    workspace: { path: '/w/long', name: 'long', foreign: false },
    run: null,
    state: { phase: 'stopped', stop_reason: null, limits: null, spend: null, live: null, last_event_at: null, open: null },
    ...{ best: 'v0', headline: null, certificates: [], calibration: null, arms: null, noise: null, warnings: [], problems: [] },
    evals: ids.map((id) => ({ id, split: null, weight: 1, sealed: false, expectations: texts })),
    versions: [],
    iterations: Array.from({ length: iterations }, (_, number) => iteration(number, ids, trials)),
    passes: [],
  };
}

function iteration(number, ids, trials) {
  const score = (number % 7) / 7;
  const row = { score, best_score: 0.5, action: number === 0 ? 'baseline' : 'reverted', changelog: 'Said which commits are left out', timestamp: '2025-01-15T10:30:00+00:00' };
  const none = { counted: null, hypothesis: null, angle: null, parent: 'v0', batch: null, spend: null, duration_ms: 1000 };
  const flips = { fixed: [`${ids[number % ids.length]}#1`], broken: [], flaky: [], expected: [] };
  const all = ids.flatMap((id) => Array.from({ length: trials }, (_, index) => trial(`iteration-${number}`, id, index + 1)));
  return { number, row, ...none, reason: 'drop: no gain', files_changed: [], flips, unmeasured: [], skill_bytes: 2000, trials: all };
}

function trial(folder, id, number) {
  const score = { outcome: 'graded', error: null, passed: 4, total: 6, marks: '++-+-+', texts: null };
  const used = { started_at: '2025-01-15T10:30:00Z', duration_ms: 12_000, tokens_in: 8000, tokens_out: 900, cost_usd: 0.02 };
  return { eval_id: id, trial: number, folder: `${folder}/eval-${id}/trial-${number}`, ...score, ...used, attempts: 1, skill_used: true, reused_from: null };
}
