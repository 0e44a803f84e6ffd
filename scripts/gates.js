import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { constructsIn, moduleMocks } from './gates/constructs.js';
import { importCycles } from './gates/cycles.js';
import { readModules } from './gates/module.js';
import { misplacedImports, packageOf } from './gates/rooms.js';
import { fileSizes, functionSizes, longParameterLists, quantile } from './gates/sizes.js';

/**
 * @typedef {import('./gates/module.js').Module} Module
 * @typedef {import('./gates/sizes.js').Size} Size
 * @typedef {{ name: string, limit: string, measured: string, faults: readonly string[] }} Gate Without faults it is open.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const source = readModules(root, 'src');
const tests = readModules(root, 'test');
const sourceLines = sum(source.map(({ lines }) => lines));
// Markup takes a line for each element; what it comes to is seen in a browser, in few lines of test.
const markupLines = sum(source.filter(({ path }) => path.endsWith('.tsx')).map(({ lines }) => lines));
const testLines = sum(tests.map(({ lines }) => lines));
const used = constructsIn(source);

/** @type {Gate[]} */
const gates = [
  none('imports against the order of the rooms', misplacedImports(source)),
  none('import cycles', importCycles(source)),
  ...sizeGates('file', fileSizes(source), { median: 100, p90: 220, max: 300 }),
  ...sizeGates('function', functionSizes(source), { median: 12, p90: 35, max: 60 }),
  none('functions with more than 3 positional parameters', longParameterLists(source, 3)),
  none('any', uses('any')),
  none('non-null assertions', uses('non-null')),
  none('suppressions', uses('suppression')),
  atMost('casts per 1000 lines', {
    limit: 2,
    measured: (1000 * uses('cast').length) / sourceLines,
    places: uses('cast'),
  }),
  none('enums', uses('enum')),
  none('default exports', uses('default export')),
  none('classes other than errors', uses('class')),
  none('console and process state outside cli', uses('process')),
  none('clock and chance in core', uses('clock')),
  none('module mocks in tests', moduleMocks(tests)),
  atMost('source lines but for markup per test line', {
    limit: 1,
    measured: (sourceLines - markupLines) / testLines,
    places: [`${sourceLines - markupLines} lines in src but for markup, ${testLines} in test`],
  }),
  none('unused dependencies', unusedDependencies()),
  none('registry addresses in package-lock.json', lockedAddresses()),
];

for (const { name, limit, measured, faults } of gates) {
  console.log(
    `${faults.length === 0 ? 'ok  ' : 'FAIL'}  ${name.padEnd(50)}${limit.padStart(6)}${measured.padStart(8)}`,
  );
  for (const fault of faults) console.log(`        ${fault}`);
}
if (gates.some(({ faults }) => faults.length > 0)) process.exitCode = 1;

/**
 * @param {string} name
 * @param {readonly string[]} faults
 * @returns {Gate}
 */
function none(name, faults) {
  return { name, limit: '0', measured: String(faults.length), faults };
}

/**
 * A gate over one number; `places` are shown only when it is over its limit.
 * @param {string} name
 * @param {{ limit: number, measured: number, places: readonly string[] }} number
 * @returns {Gate}
 */
function atMost(name, { limit, measured, places }) {
  const faults = measured <= limit ? [] : places;
  return { name, limit: `<= ${limit}`, measured: String(Math.round(100 * measured) / 100), faults };
}

/**
 * Median and p90 leave inline callbacks out, which would make every median small; the maximum holds for them too.
 * @param {string} name
 * @param {readonly Size[]} sizes
 * @param {{ median: number, p90: number, max: number }} limits
 */
function sizeGates(name, sizes, { median, p90, max }) {
  const named = sizes.filter((size) => size.named).map(({ lines }) => lines);
  /** @param {number} limit */
  const over = (limit) =>
    sizes.filter(({ lines }) => lines > limit).map(({ place, lines }) => `${place} ${lines} lines`);
  return [
    atMost(`lines of a ${name}, median`, { limit: median, measured: quantile(named, 0.5), places: over(p90) }),
    atMost(`lines of a ${name}, p90`, { limit: p90, measured: quantile(named, 0.9), places: over(p90) }),
    atMost(`lines of a ${name}, max`, {
      limit: max,
      measured: quantile(
        sizes.map(({ lines }) => lines),
        1,
      ),
      places: over(max),
    }),
  ];
}

/** @param {string} construct */
function uses(construct) {
  return used.get(construct) ?? [];
}

/** Runtime dependencies that no module in `src/` imports. */
function unusedDependencies() {
  const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const imported = new Set(source.flatMap(({ imports }) => imports.map(({ from }) => packageOf(from))));
  return Object.keys(dependencies).filter((name) => !imported.has(name));
}

function lockedAddresses() {
  const lines = readFileSync(`${root}package-lock.json`, 'utf8').split('\n');
  return lines.flatMap((line, index) => (line.includes('"resolved":') ? [`package-lock.json:${index + 1}`] : []));
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
