import { describe, expect, it } from 'vitest';
import { constructsIn, moduleMocks } from '../../scripts/gates/constructs.js';
import { parseModule } from '../../scripts/gates/module.js';
import { functionSizes, longParameterLists, quantile } from '../../scripts/gates/sizes.js';

/** The gates that a source text breaks, each once. */
function gatesBrokenBy(text: string, path = 'src/store/a.ts'): readonly string[] {
  return [...constructsIn([parseModule(path, text)]).keys()];
}

describe('the construct gates', () => {
  it.each([
    ['any', 'export const a: any = 1;'],
    ['non-null', 'export const a = b!.c;'],
    ['non-null', 'let a!: string;'],
    ['suppression', '// @ts-expect-error because\nexport {};'],
    ['suppression', '// biome-ignore lint: because\nexport {};'],
    ['cast', 'export const a = b as string;'],
    ['cast', 'export const a = <string>b;'],
    ['enum', 'enum A { B }'],
    ['default export', 'export default 1;'],
    ['default export', 'const a = 1; export { a as default };'],
    ['class', 'class A {}'],
    ['class', 'class A extends Base {}'],
    ['process', 'console.log(1);'],
    ['process', 'export const a = process.env.HOME;'],
    ['process', "export const a = process['env'];"],
    ['process', 'globalThis.process.exit(1);'],
    ['process', 'process.exitCode = 1;'],
    ['process', 'const { env } = process;'],
    ['process', "import { cwd } from 'node:process';"],
  ])('find %s in: %s', (gate, text) => {
    expect(gatesBrokenBy(text)).toEqual([gate]);
  });

  it.each([
    'Date.now();',
    'new Date();',
    'Date();',
    'Math.random();',
    'crypto.randomUUID();',
    'globalThis.crypto.randomUUID();',
    'setTimeout(f, 1);',
  ])('find the clock and chance in core only: %s', (text) => {
    expect(gatesBrokenBy(text, 'src/core/a.ts')).toEqual(['clock']);
    expect(gatesBrokenBy(text, 'src/platform/a.ts')).toEqual([]);
  });

  it('give the place', () => {
    const module = parseModule('src/store/a.ts', '\nexport const é = "🙂" as string;\n\nenum A { B }\n');
    expect(Object.fromEntries(constructsIn([module]))).toEqual({
      cast: ['src/store/a.ts:2'],
      enum: ['src/store/a.ts:4'],
    });
  });

  it.each([
    "export const a = ['b'] as const;",
    'class A extends Error {}',
    'class A extends UserError {}',
    'export const a = new Date(0);',
    '// any enum! class\nexport const a = "console.log";',
    'export const a = child.process.exitCode;',
  ])('accept: %s', (text) => {
    expect(gatesBrokenBy(text, 'src/core/a.ts')).toEqual([]);
  });

  it('leave console and process state to cli', () => {
    expect(gatesBrokenBy('console.log(process.cwd());', 'src/cli/a.ts')).toEqual([]);
  });

  it('find module mocks', () => {
    const module = parseModule('test/a.test.ts', "vi.fn();\nvi.mock('a');\nvi.doMock('b');");
    expect(moduleMocks([module])).toEqual(['test/a.test.ts:2', 'test/a.test.ts:3']);
  });
});

describe('the size gates', () => {
  it('measure functions by their own lines and tell callbacks apart', () => {
    const text = '/** why */\nfunction a() {\n  b(() => {\n    c();\n  });\n}\nconst d = {\n  e: () => 1,\n};\n';
    expect(functionSizes([parseModule('src/store/a.ts', text)])).toEqual([
      { place: 'src/store/a.ts:2', lines: 5, named: true },
      { place: 'src/store/a.ts:3', lines: 3, named: false },
      { place: 'src/store/a.ts:8', lines: 1, named: true },
    ]);
  });

  it.each([
    'function f(a, b, c, d) {}',
    'const f = (a, b, c, ...d) => 1;',
    'interface A { f(a: 1, b: 1, c: 1, d: 1): void }',
    'type F = (a: 1, b: 1, c: 1, d: 1) => void;',
  ])('find a fourth parameter: %s', (text) => {
    expect(longParameterLists([parseModule('src/store/a.ts', text)], 3)).toEqual(['src/store/a.ts:1 has 4 parameters']);
  });

  it('take quantiles by nearest rank', () => {
    expect([0, 0.5, 0.9, 1].map((share) => quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share))).toEqual([1, 5, 9, 10]);
    expect(quantile([], 0.5)).toBe(0);
  });
});
