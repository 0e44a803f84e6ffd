/** @typedef {import('./module.js').Module} Module */

/**
 * Each import that closes a cycle, as the chain of files; type-only imports count.
 * @param {readonly Module[]} modules
 */
export function importCycles(modules) {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const finished = new Set();
  /** @type {string[]} */
  const cycles = [];

  /**
   * @param {Module} module
   * @param {readonly string[]} chain
   */
  const visit = (module, chain) => {
    if (finished.has(module.path)) return;
    const start = chain.indexOf(module.path);
    if (start >= 0) {
      cycles.push([...chain.slice(start), module.path].join(' -> '));
      return;
    }
    for (const { path } of module.imports) {
      const target = path === null ? undefined : byPath.get(path);
      if (target !== undefined) visit(target, [...chain, module.path]);
    }
    finished.add(module.path);
  };

  for (const module of modules) visit(module, []);
  return cycles;
}
