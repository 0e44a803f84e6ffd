import { BUDGETS, GOALS } from './compare.js';
import { meanOf, median, medianOf, shareOf } from './figures.js';

/**
 * @typedef {import('./figures.js').Figure} Figure
 * @typedef {import('./figures.js').Row} Row
 * @typedef {{ name: string, rows: ReadonlyMap<string, Row> }} WorldResult Rows by the rule's name.
 * @typedef {readonly (readonly string[])[]} Table The first line is its head.
 */

export const ONE = 'race explore, 1';
export const FOUR = 'race explore, 4';

/**
 * All rules in one world.
 * @param {WorldResult} world
 * @returns {Table}
 */
export function worldTable({ rows }) {
  const head = [
    'rule',
    'gain',
    ...BUDGETS.map(({ name }) => name),
    'keeps',
    'harmful',
    'below v0',
    'recommended: gain',
    'below v0',
    'flatters',
    'headline',
    ...goalHeads(),
  ];
  return [head, ...[...rows].map(([name, row]) => [name, ...ruleCells(row)])];
}

function goalHeads() {
  return GOALS.flatMap((goal) => [`trials to +${100 * goal}`, 'minutes', 'got there']);
}

/** @param {Row} row */
function ruleCells(row) {
  return [
    points(row.gain),
    ...row.ratios.map(ratio),
    row.keeps.toFixed(1),
    percent(row.harmful),
    percent(row.below.value),
    ratio(row.recommended.ratio),
    percent(row.recommended.below.value),
    row.flattery === null ? '' : signed(row.flattery),
    row.headline === null
      ? ''
      : `${percent(row.headline.covered.value, 1)} in ±${(100 * row.headline.half).toFixed(1)}`,
    ...row.goals.flatMap(({ share, trials, minutes }) => [
      trials?.toFixed(0) ?? '–',
      minutes?.toFixed(0) ?? '–',
      percent(share),
    ]),
  ];
}

/**
 * The rule as it is shipped in each world, against the plain rule.
 * @param {readonly WorldResult[]} worlds
 * @returns {Table}
 */
export function panelTable(worlds) {
  const clocks = BUDGETS.slice(1).map(({ name }) => name);
  const head = [
    'world',
    'plain gains',
    'race, equal trials',
    '4 proposals, equal trials',
    ...clocks,
    'below v0: plain',
    'race',
    '4 proposals',
    'headline holds',
  ];
  const lines = worlds.map(({ name, rows }) => {
    const [plain, one, four] = [rows.get('plain'), rows.get(ONE), rows.get(FOUR)];
    const below = [plain, one, four].map((row) =>
      [row.below, row.recommended.below].map(({ value }) => percent(value)).join(' → '),
    );
    return [
      name,
      points(plain.gain),
      ratio(one.ratios[0]),
      ...four.ratios.map(ratio),
      ...below,
      percent(four.headline.covered.value, 1),
    ];
  });
  const medians = (rule) =>
    BUDGETS.map((_, index) => ratio(medianOf(worlds.map(({ rows }) => rows.get(rule).ratios[index]))));
  const last = ['**median**', '', medians(ONE)[0], ...medians(FOUR), '', '', '', ''];
  return [head, ...lines, last];
}

/**
 * All rules: medians over the worlds.
 * @param {readonly WorldResult[]} worlds
 * @returns {Table}
 */
export function rulesTable(worlds) {
  const names = [...(worlds[0]?.rows.keys() ?? [])];
  const head = [
    'rule',
    ...BUDGETS.map(({ name }) => name),
    'harmful keeps',
    'below v0',
    'recommended, trials',
    'recommended, below v0',
    'flatters',
    ...goalHeads().map((text) => `${text}, base`),
  ];
  const lines = names.map((name) => {
    const rows = worlds.map((world) => world.rows.get(name));
    const middle = (of) => median(rows.map(of));
    const flattery = rows.every((row) => row.flattery !== null) ? signed(middle((row) => row.flattery)) : '';
    const goals = ruleCells(rows[0]).slice(-3 * GOALS.length);
    return [
      name,
      ...BUDGETS.map((_, index) => ratio(medianOf(rows.map((row) => row.ratios[index])))),
      percent(middle((row) => row.harmful)),
      percent(middle((row) => row.below.value)),
      ratio(medianOf(rows.map((row) => row.recommended.ratio))),
      percent(middle((row) => row.recommended.below.value)),
      flattery,
      ...goals,
    ];
  });
  return [head, ...lines];
}

/**
 * @param {readonly { claim: import('./certify.js').Claim, runs: readonly import('./certify.js').Certified[] }[]} results
 * @returns {Table}
 */
export function certificateTable(results) {
  const head = [
    'true gain on these evals',
    'evals',
    'runs',
    'claimed',
    'within 4 passes',
    'trials of a claim',
    'interval holds',
    '±',
  ];
  const lines = results.map(({ claim, runs }) => {
    const claimed = shareOf(runs, ({ passes }) => passes !== null);
    const soon = shareOf(runs, ({ passes }) => passes !== null && passes <= 4);
    const trials = median(runs.flatMap((run) => (run.trials === null ? [] : [run.trials])));
    const holds = shareOf(runs, ({ error, half }) => Math.abs(error) <= half + 1e-9);
    const half = meanOf(runs.map((run) => run.half)).value;
    const share = `${percent(claimed.value, 1)} ± ${percent(claimed.error, 1)}`;
    return [
      claim.name,
      String(claim.evals),
      String(runs.length),
      share,
      percent(soon.value, 1),
      trials?.toFixed(0) ?? '–',
      percent(holds.value, 1),
      (100 * half).toFixed(1),
    ];
  });
  return [head, ...lines];
}

/** @param {Table} table */
export function asText(table) {
  const plain = table.map((line) => line.map((cell) => cell.replaceAll('*', '')));
  const widths = plain[0].map((_, column) => Math.max(...plain.map((line) => line[column].length)));
  return plain
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {Table} table */
export function asMarkdown([head, ...lines]) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    `|${head.map((_, column) => (column === 0 ? '---' : '--:')).join('|')}|`,
    ...lines.map(line),
  ].join('\n');
}

/** @param {Figure} figure */
export function ratio({ value, error }) {
  return `${value.toFixed(2)} ± ${error.toFixed(2)}`;
}

/** @param {Figure} figure A share of 1. */
function points({ value, error }) {
  return `${(100 * value).toFixed(1)} ± ${(100 * error).toFixed(1)}`;
}

function signed(value) {
  const text = (100 * value).toFixed(1);
  return text.startsWith('-') ? text : `+${text}`;
}

export function percent(value, digits = 0) {
  return `${(100 * value).toFixed(digits)} %`;
}
