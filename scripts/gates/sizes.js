import { Visitor } from 'oxc-parser';
import { lineOf, placeOf } from './module.js';

/**
 * @typedef {import('./module.js').Module} Module
 * @typedef {{ place: string, lines: number, named: boolean }} Size `named` is false for an inline callback.
 */

/**
 * @param {readonly Module[]} modules
 * @returns {Size[]}
 */
export function fileSizes(modules) {
  return modules.map(({ path, lines }) => ({ place: path, lines, named: true }));
}

/**
 * Lines from the first to the last of each function, without the comment above it.
 * @param {readonly Module[]} modules
 * @returns {Size[]}
 */
export function functionSizes(modules) {
  return modules.flatMap((module) => {
    const named = namedFunctions(module);
    return functionsOf(module).map(({ start, end }) => ({
      place: placeOf(module, start),
      lines: lineOf(module, end) - lineOf(module, start) + 1,
      named: named.has(start),
    }));
  });
}

/**
 * Functions, and signatures of functions, with more than `limit` positional parameters.
 * @param {readonly Module[]} modules
 * @param {number} limit
 */
export function longParameterLists(modules, limit) {
  return modules.flatMap((module) =>
    [...functionsOf(module), ...signaturesOf(module)]
      .filter(({ params }) => params.length > limit)
      .map(({ start, params }) => `${placeOf(module, start)} has ${params.length} parameters`),
  );
}

/**
 * The value at a share of the sorted list (nearest rank), 0 for an empty one.
 * @param {readonly number[]} values
 * @param {number} share Between 0 and 1.
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** @param {Module} module */
function functionsOf(module) {
  /** @type {{ start: number, end: number, params: readonly unknown[] }[]} */
  const functions = [];
  /** @param {import('oxc-parser').Function | import('oxc-parser').ArrowFunctionExpression} node */
  const add = (node) => void functions.push(node);
  new Visitor({ FunctionDeclaration: add, FunctionExpression: add, ArrowFunctionExpression: add }).visit(
    module.program,
  );
  return functions;
}

/**
 * The offsets of the functions that have a name: declarations, methods, and values of a constant or property.
 * @param {Module} module
 */
function namedFunctions(module) {
  const starts = new Set();
  /** @param {{ start: number } | null} value */
  const add = (value) => void starts.add(value?.start);
  new Visitor({
    FunctionDeclaration: (node) => add(node),
    VariableDeclarator: ({ init }) => add(init),
    MethodDefinition: ({ value }) => add(value),
    PropertyDefinition: ({ value }) => add(value),
    Property: ({ value }) => add(value),
  }).visit(module.program);
  return starts;
}

/** @param {Module} module */
function signaturesOf(module) {
  /** @type {{ start: number, params: readonly unknown[] }[]} */
  const signatures = [];
  /** @param {{ start: number, params: readonly unknown[] }} node */
  const add = (node) => void signatures.push(node);
  new Visitor({ TSMethodSignature: add, TSFunctionType: add, TSDeclareFunction: add }).visit(module.program);
  return signatures;
}
