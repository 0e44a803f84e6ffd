import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import glob from 'fast-glob';
import { parseSync, Visitor } from 'oxc-parser';

/**
 * @typedef {object} Import
 * @property {string} from What stands in the source, for example `../core/errors.ts` or `node:fs`.
 * @property {string | null} path The imported file relative to the root, or null for a package.
 * @property {string} place
 *
 * @typedef {object} Module
 * @property {string} path Relative to the root, with slashes.
 * @property {string} text
 * @property {number} lines
 * @property {import('oxc-parser').Program} program
 * @property {import('oxc-parser').Comment[]} comments
 * @property {Import[]} imports
 */

/**
 * Every TypeScript module, with or without JSX, below `folder`, sorted by path.
 * @param {string} root
 * @param {string} folder
 * @returns {Module[]}
 */
export function readModules(root, folder) {
  const paths = glob.sync(`${folder}/**/*.{ts,tsx}`, { cwd: root }).sort();
  return paths.map((path) => parseModule(path, readFileSync(join(root, path), 'utf8')));
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {Module}
 */
export function parseModule(path, text) {
  const { program, comments, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const module = { path, text, lines, program, comments, imports: [] };
  return { ...module, imports: importsOf(module) };
}

/**
 * `path:line` of an offset in a module.
 * @param {{ path: string, text: string }} module
 * @param {number} offset
 */
export function placeOf(module, offset) {
  return `${module.path}:${lineOf(module, offset)}`;
}

/**
 * @param {{ text: string }} module
 * @param {number} offset
 */
export function lineOf(module, offset) {
  return module.text.slice(0, offset).split('\n').length;
}

/**
 * Static, dynamic, re-exporting and type-only imports alike.
 * @param {Module} module
 * @returns {Import[]}
 */
function importsOf(module) {
  /** @type {Import[]} */
  const imports = [];
  /** @param {{ source: import('oxc-parser').Expression | null }} node */
  const add = ({ source }) => {
    if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
    const from = source.value;
    const path = from.startsWith('.') ? posix.join(posix.dirname(module.path), from) : null;
    imports.push({ from, path, place: placeOf(module, source.start) });
  };
  new Visitor({
    ImportDeclaration: add,
    ExportAllDeclaration: add,
    ExportNamedDeclaration: add,
    ImportExpression: add,
    TSImportType: add,
  }).visit(module.program);
  return imports;
}
