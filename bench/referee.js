// Climbs of every rule in the panel of worlds, and the certificate: what the keep/revert rules are worth.
// --quick takes two minutes and shows the direction; --write puts the tables into docs/referee.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CLAIMS } from './referee/certify.js';
import { chance } from './referee/chance.js';
import { rowOf } from './referee/figures.js';
import { PANEL } from './referee/panel.js';
import { POLICIES } from './referee/policies.js';
import { playAll } from './referee/pool.js';
import { asMarkdown, asText, certificateTable, panelTable, rulesTable, worldTable } from './referee/tables.js';
import { checkTargets } from './referee/targets.js';

const PAGE = fileURLToPath(new URL('../docs/referee.md', import.meta.url));
const SIZES = { quick: { runs: 100, nulls: 1_000, claims: 200 }, whole: { runs: 1_000, nulls: 6_000, claims: 1_000 } };

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string' },
  },
});
const size = flags.quick ? SIZES.quick : SIZES.whole;
const runs = flags.runs === undefined ? size.runs : wholeNumber('--runs', flags.runs);
const seed = wholeNumber('--seed', flags.seed);
const threads = Math.max(2, availableParallelism());

const began = performance.now();
const tasks = [
  ...PANEL.map((_, index) => ({ kind: 'world', index, seeds: seedsOf('world', index, runs) })),
  ...CLAIMS.map(({ gain }, index) => ({
    kind: 'claim',
    index,
    seeds: seedsOf('claim', index, gain === 0 ? size.nulls : size.claims),
  })),
];
const played = await playAll(tasks, threads);

const worlds = PANEL.map(({ name }, index) => {
  const all = played[index];
  const of = (rule) => all.map((climbs) => climbs[rule]);
  return { name, rows: new Map(POLICIES.map((policy, rule) => [policy.name, rowOf(of(rule), of(0))])) };
});
const certificates = CLAIMS.map((claim, index) => ({ claim, runs: played[PANEL.length + index] }));
const targets = checkTargets(worlds, certificates);

const date = new Date().toISOString().slice(0, 10);
const how = `${date}, ${runs} runs a cell, seed ${seed}, ${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads, Node ${process.versions.node}, ${Math.round((performance.now() - began) / 1000)} s`;
for (const world of worlds) console.log(`\n${world.name}\n${asText(worldTable(world))}`);
console.log(`\nThe panel\n${asText(panelTable(worlds))}`);
console.log(`\nAll rules, medians over the worlds\n${asText(rulesTable(worlds))}`);
console.log(`\nThe certificate, α = 0.05, at most 10 passes\n${asText(certificateTable(certificates))}`);
console.log(`\nTargets, within two standard errors`);
for (const { text, holds, measured } of targets) console.log(`${holds ? 'ok  ' : 'FAIL'}  ${text}: ${measured}`);
console.log(`\n${how}`);
if (flags.write) writeTables();

function seedsOf(kind, index, count) {
  const draw = chance(seed, kind, index);
  return Array.from({ length: count }, () => draw.below(2 ** 31));
}

/** Between the comments that say so; everything else in the page is written by people. */
function writeTables() {
  const sections = {
    panel: `${asMarkdown(panelTable(worlds))}\n\n${how}.`,
    rules: asMarkdown(rulesTable(worlds)),
    certificate: asMarkdown(certificateTable(certificates)),
    targets: asMarkdown([
      ['target', 'holds', 'measured'],
      ...targets.map(({ text, holds, measured }) => [text, holds ? 'yes' : '**no**', measured]),
    ]),
  };
  let page = readFileSync(PAGE, 'utf8');
  for (const [name, text] of Object.entries(sections)) {
    const [from, to] = [`<!-- ${name}: written by npm run bench:referee -->`, `<!-- end of ${name} -->`];
    const [start, end] = [page.indexOf(from), page.indexOf(to)];
    if (start === -1 || end < start) throw new Error(`${PAGE} has no place for the ${name} table`);
    page = `${page.slice(0, start + from.length)}\n${text}\n${page.slice(end)}`;
  }
  writeFileSync(PAGE, page);
  console.log(`written to ${PAGE}`);
}

function wholeNumber(flag, text) {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${flag} is ${text}, not a whole number from 1`);
  return Number(text);
}
