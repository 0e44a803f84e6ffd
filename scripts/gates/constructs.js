import { Visitor } from 'oxc-parser';
import { placeOf } from './module.js';
import { roomOf } from './rooms.js';

/** @typedef {import('./module.js').Module} Module */

const SUPPRESSION = /@ts-(ignore|expect-error|nocheck)|(biome|oxlint|eslint)-(ignore|disable)/;
const PROCESS_STATE = ['argv', 'chdir', 'cwd', 'env', 'exit', 'exitCode', 'stderr', 'stdin', 'stdout'];
const CLOCK_AND_CHANCE = ['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID', 'crypto.getRandomValues'];
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'randomUUID'];

/**
 * Every use of a construct that a gate forbids or counts, as `path:line`, under the name of its gate.
 * @param {readonly Module[]} modules
 * @returns {Map<string, string[]>}
 */
export function constructsIn(modules) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const module of modules) {
    /** @type {Hit} */
    const hit = (gate, node) => void found.set(gate, [...(found.get(gate) ?? []), placeOf(module, node.start)]);
    for (const comment of module.comments) if (SUPPRESSION.test(comment.value)) hit('suppression', comment);
    new Visitor(typeSystem(hit)).visit(module.program);
    new Visitor(declarations(hit)).visit(module.program);
    if (roomOf(module.path) !== 'cli') new Visitor(processState(hit)).visit(module.program);
    if (roomOf(module.path) === 'core') new Visitor(clockAndChance(hit)).visit(module.program);
  }
  return found;
}

/**
 * Calls of `vi.mock` and `vi.doMock`.
 * @param {readonly Module[]} modules
 */
export function moduleMocks(modules) {
  return modules.flatMap((module) => {
    /** @type {string[]} */
    const places = [];
    new Visitor({
      MemberExpression: (node) => {
        if (['vi.mock', 'vi.doMock'].includes(dotted(node))) places.push(placeOf(module, node.start));
      },
    }).visit(module.program);
    return places;
  });
}

/**
 * @typedef {(gate: string, node: { start: number }) => void} Hit
 * @typedef {import('oxc-parser').VisitorObject} Visits
 */

/** @type {(hit: Hit) => Visits} */
const typeSystem = (hit) => ({
  TSAnyKeyword: (node) => hit('any', node),
  TSNonNullExpression: (node) => hit('non-null', node),
  TSTypeAssertion: (node) => hit('cast', node),
  TSAsExpression: (node) => {
    const { typeAnnotation: type } = node;
    const isConst =
      type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const';
    if (!isConst) hit('cast', node);
  },
  VariableDeclarator: (node) => {
    if (node.definite) hit('non-null', node);
  },
  PropertyDefinition: (node) => {
    if (node.definite) hit('non-null', node);
  },
});

/** @type {(hit: Hit) => Visits} */
const declarations = (hit) => {
  /** @param {import('oxc-parser').Class} node */
  const visitClass = (node) => {
    const base = node.superClass?.type === 'Identifier' ? node.superClass.name : '';
    if (!base.endsWith('Error')) hit('class', node);
  };
  return {
    TSEnumDeclaration: (node) => hit('enum', node),
    ExportDefaultDeclaration: (node) => hit('default export', node),
    ExportSpecifier: (node) => {
      if (node.exported.type === 'Identifier' && node.exported.name === 'default') hit('default export', node);
    },
    ClassDeclaration: visitClass,
    ClassExpression: visitClass,
  };
};

/** @type {(hit: Hit) => Visits} */
const processState = (hit) => ({
  MemberExpression: (node) => {
    const [object, property = ''] = dotted(node).split('.');
    if (object === 'console' || (object === 'process' && PROCESS_STATE.includes(property))) hit('process', node);
  },
  ImportDeclaration: (node) => {
    if (/^(node:)?(process|console)$/.test(node.source.value)) hit('process', node);
  },
  VariableDeclarator: (node) => {
    if (node.init?.type === 'Identifier' && node.init.name === 'process') hit('process', node);
  },
});

/** @type {(hit: Hit) => Visits} */
const clockAndChance = (hit) => ({
  MemberExpression: (node) => {
    if (CLOCK_AND_CHANCE.includes(dotted(node))) hit('clock', node);
  },
  CallExpression: (node) => {
    const name = node.callee.type === 'Identifier' ? node.callee.name : '';
    if (name === 'Date' || TIMERS.includes(name)) hit('clock', node);
  },
  NewExpression: (node) => {
    const isDate = node.callee.type === 'Identifier' && node.callee.name === 'Date';
    if (isDate && node.arguments.length === 0) hit('clock', node);
  },
});

/**
 * `object.property` of a plain member expression, through `globalThis`; empty for any other.
 * @param {import('oxc-parser').MemberExpression} node
 * @returns {string}
 */
function dotted({ object, property }) {
  const name = property.type === 'Identifier' ? property.name : property.type === 'Literal' ? property.value : '';
  if (object.type === 'Identifier') return `${object.name}.${name}`;
  if (object.type !== 'MemberExpression') return '';
  const [root, middle] = dotted(object).split('.');
  return root === 'globalThis' ? `${middle}.${name}` : '';
}
