import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importCycles } from '../../scripts/gates/cycles.js';
import { parseModule, readModules } from '../../scripts/gates/module.js';
import { misplacedImports, ROOMS } from '../../scripts/gates/rooms.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the room check says of a source text that stands at a path. */
function faultsOf(path: string, text: string): readonly string[] {
  return misplacedImports([parseModule(path, text)]);
}

describe('the rooms of src', () => {
  const source = readModules(root, 'src');

  it('import only upwards', () => {
    expect(source.length).toBeGreaterThan(0);
    expect(misplacedImports(source)).toEqual([]);
  });

  it('have no import cycle', () => {
    expect(importCycles(source)).toEqual([]);
  });
});

describe('the room check', () => {
  it('finds an upward import, with its line', () => {
    const text = "import { z } from 'zod';\nimport { load } from '../../store/load.ts';\n";
    expect(faultsOf('src/core/schema/a.ts', text)).toEqual(['src/core/schema/a.ts:2 core imports src/store/load.ts']);
  });

  it.each([
    ['a type-only import', "import type { Load } from '../store/load.ts';"],
    ['a re-export', "export { load } from '../store/load.ts';"],
    ['a re-export of everything', "export * from '../store/load.ts';"],
    ['a dynamic import', "export const load = () => import('../store/load.ts');"],
    ['an import inside a type', "export type Load = import('../store/load.ts').Load;"],
  ])('finds %s of a lower room', (_, text) => {
    expect(faultsOf('src/platform/a.ts', text)).toEqual(['src/platform/a.ts:1 platform imports src/store/load.ts']);
  });

  it.each(['node:fs', 'fs', 'node:fs/promises', 'execa'])('finds %s in core', (name) => {
    expect(faultsOf('src/core/a.ts', `import { x } from '${name}';`)).toHaveLength(1);
  });

  it.each([
    ['commander', 'loop'],
    ['execa', 'agents'],
    ['hasha', 'agents'],
    ['tsv', 'report'],
  ])('finds %s in %s', (name, room) => {
    expect(faultsOf(`src/${room}/a.ts`, `import x from '${name}';`)).toEqual([
      `src/${room}/a.ts:1 ${room} imports the package ${name}`,
    ]);
  });

  it('lets a report read core only', () => {
    expect(faultsOf('src/report/a.ts', "import { x } from '../store/x.ts';")).toHaveLength(1);
    expect(faultsOf('src/report/a.ts', "import { x } from '../core/x.ts';")).toEqual([]);
  });

  it('finds a room that is not in the list, and an import of the index', () => {
    expect(faultsOf('src/utils/a.ts', '')).toEqual(['src/utils/a.ts stands in no room']);
    expect(faultsOf('src/cli/a.ts', "import { x } from '../index.ts';")).toEqual([
      'src/cli/a.ts:1 cli imports src/index.ts',
    ]);
  });

  it('lets each room import itself, the rooms above it and its own packages', () => {
    const above = ["import '../core/x.ts';", "import './y.ts';", "import 'zod';", "import 'node:path';"].join('\n');
    expect(faultsOf('src/store/a.ts', above)).toEqual([]);
  });

  it('keeps the page that runs in a browser to itself, preact and core', () => {
    const page = ["import { render } from 'preact';", "import type { x } from '../../core/x.ts';"].join('\n');
    expect(faultsOf('src/dashboard/page/main.tsx', page)).toEqual([]);
    const server = ["import '../serve.ts';", "import 'node:fs';"].join('\n');
    expect(faultsOf('src/dashboard/page/main.tsx', server)).toEqual([
      'src/dashboard/page/main.tsx:1 dashboard/page imports src/dashboard/serve.ts',
      'src/dashboard/page/main.tsx:2 dashboard/page imports node:fs',
    ]);
    expect(faultsOf('src/dashboard/serve.ts', "import './page/data.ts';")).toEqual([]);
  });

  it('lets the index import every room', () => {
    const text = ROOMS.map(({ name }) => `export * from './${name}/x.ts';`).join('\n');
    expect(faultsOf('src/index.ts', text)).toEqual([]);
  });
});

describe('the cycle check', () => {
  it('names the files of a cycle, type-only imports included', () => {
    const modules = [
      parseModule('src/core/a.ts', "import { b } from './b.ts';"),
      parseModule('src/core/b.ts', "import { c } from './c.ts';"),
      parseModule('src/core/c.ts', "import type { b } from './b.ts';"),
    ];
    expect(importCycles(modules)).toEqual(['src/core/b.ts -> src/core/c.ts -> src/core/b.ts']);
  });

  it('accepts two ways to one file', () => {
    const modules = [
      parseModule('src/core/a.ts', "import './b.ts';\nimport './c.ts';"),
      parseModule('src/core/b.ts', "import './c.ts';"),
      parseModule('src/core/c.ts', ''),
    ];
    expect(importCycles(modules)).toEqual([]);
  });
});
