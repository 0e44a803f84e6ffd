import { isBuiltin } from 'node:module';

/**
 * @typedef {import('./module.js').Module} Module
 * @typedef {{ name: string, node: boolean, packages: readonly string[], only?: readonly string[] }} Room
 */

/**
 * The rooms of `src/` in order, each with what it may use from outside. A room imports itself and the rooms above it,
 * or just the rooms of `only`. `src/index.ts` stands below all of them. A room inside another one, such as the page that
 * runs in a browser, stands above it.
 * @type {readonly Room[]}
 */
export const ROOMS = [
  { name: 'core', node: false, packages: ['zod'] },
  { name: 'platform', node: true, packages: ['execa', 'fast-glob', 'hasha', 'zod'] },
  { name: 'store', node: true, packages: ['diff', 'fast-glob', 'hasha', 'tsv', 'yaml', 'zod'] },
  {
    name: 'agents',
    node: true,
    packages: [
      ...['ai', '@ai-sdk/anthropic', '@ai-sdk/google', '@ai-sdk/openai', '@ai-sdk/openai-compatible'],
      ...['@agentclientprotocol/sdk', 'zod'],
    ],
  },
  { name: 'evals', node: true, packages: ['ajv', 'fast-glob', 'fastest-levenshtein', 'jsonc-parser', 'yaml', 'zod'] },
  { name: 'schedule', node: true, packages: ['p-limit', 'p-retry'] },
  { name: 'report', node: false, packages: ['diff', 'string-width'], only: ['core'] },
  { name: 'loop', node: true, packages: ['diff', 'zod'] },
  { name: 'records', node: true, packages: ['pdfkit', 'svg-to-pdfkit', 'yaml', 'zod'] },
  { name: 'dashboard/page', node: false, packages: ['preact'], only: ['core'] },
  { name: 'dashboard', node: true, packages: [] },
  {
    name: 'cli',
    node: true,
    packages: ['@bomb.sh/tab', 'commander', 'fastest-levenshtein', 'log-update', 'string-width', 'yaml', 'zod'],
  },
];

/**
 * Each import that breaks the order of the rooms or takes a package that its room may not use, as `path:line what`.
 * @param {readonly Module[]} modules
 */
export function misplacedImports(modules) {
  return modules.flatMap((module) => {
    if (module.path === 'src/index.ts') return [];
    const room = ROOMS.find(({ name }) => name === roomOf(module.path));
    if (room === undefined) return [`${module.path} stands in no room`];
    return module.imports.flatMap((imported) => {
      const fault = imported.path === null ? packageFault(room, imported.from) : roomFault(room, imported.path);
      return fault === null ? [] : [`${imported.place} ${fault}`];
    });
  });
}

/** @param {string} path */
export function roomOf(path) {
  const inner = ROOMS.find(({ name }) => name.includes('/') && path.startsWith(`src/${name}/`));
  const [folder, room, ...rest] = path.split('/');
  return inner?.name ?? (folder === 'src' && rest.length > 0 ? (room ?? null) : null);
}

/**
 * @param {Room} room
 * @param {string} path
 */
function roomFault(room, path) {
  const target = roomOf(path);
  if (target === room.name) return null;
  const above = room.only ?? ROOMS.slice(0, ROOMS.indexOf(room)).map(({ name }) => name);
  return target !== null && above.includes(target) ? null : `${room.name} imports ${path}`;
}

/**
 * @param {Room} room
 * @param {string} from
 */
function packageFault(room, from) {
  if (isBuiltin(from)) return room.node ? null : `${room.name} imports ${from}`;
  return room.packages.includes(packageOf(from)) ? null : `${room.name} imports the package ${from}`;
}

/** @param {string} from An import such as `yaml`, `zod/mini` or `@scope/name/part`. */
export function packageOf(from) {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
}
