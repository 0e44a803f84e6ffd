import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSuite } from '../../src/evals/suite.ts';
import { ROOT } from '../support/cli.ts';
import { blocks, plantSkill, runShell } from '../support/documentation.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-docs-'));
  await plantSkill(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

const DOCS = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const PAGES = ['README.md', ...DOCS];

const inShell = (lines: string) => runShell(folder, lines);

/** Blocks for a client that is not in the PATH of these tests. */
const CLIENT = /--agent (claude|codex|gemini|pi)\b/;

describe('the commands in the documentation', () => {
  it('run as they stand: the demo, its log, its versions, and putting the best one into the skill', async () => {
    const [tour] = (await blocks('README.md', 'sh')).filter((block) => block.includes('skillratchet demo'));
    expect(tour).toMatch(/log.*status.*restore.*apply/s);
    const { exitCode, stdout, stderr } = await inShell(tour ?? '');
    expect(stderr).not.toContain('error:');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/is now in \S*old/);
    expect(stdout).toContain('A copy of what was there is in');
  }, 120_000);

  it('are all known: those for a client stop only because it is not installed', async () => {
    const all = (await Promise.all(PAGES.map((page) => blocks(page, 'sh')))).flat();
    const forClients = all.filter((block) => CLIENT.test(block));
    expect(forClients.length).toBeGreaterThan(2);
    for (const block of forClients) {
      const { exitCode, stderr } = await inShell(block);
      expect(stderr).toContain('Install it with: npm install -g');
      expect(exitCode).toBe(4);
    }
  });

  it.each(DOCS)(
    'run one after the other, in a folder with my-skill and my-agent: %s',
    async (page) => {
      const others = (await blocks(page, 'sh')).filter((block) => !CLIENT.test(block));
      for (const block of others) {
        const { exitCode, stderr } = await inShell(block);
        expect(exitCode, `${block}${stderr}`).toBe(0);
      }
    },
    120_000,
  );

  it('name scripts that package.json has', async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    const named = [...(await readFile(join(ROOT, 'AGENTS.md'), 'utf8')).matchAll(/`npm (?:run )?([\w:]+)`/g)];
    expect(named.length).toBeGreaterThan(3);
    for (const [, script] of named) expect(scripts).toHaveProperty([script ?? '']);
    expect(scripts).toHaveProperty('demo');
  });

  it('start the demo by npm, with nothing left in the checkout', async () => {
    const env = { TMPDIR: folder };
    const { stdout } = await execa('npm', ['run', '--silent', 'demo'], { cwd: ROOT, env });
    expect(stdout).toMatch(/Result: 0\.42 → 0\.\d\d, \+\d+ ± \d+ points on 2 fresh passes of 6 evals\./);
  }, 120_000);
});

/** What the agents that the documentation shows need besides a shell; null: nothing. */
const AGENTS_SHOWN = [
  { language: 'js', needs: null },
  { language: 'python', needs: 'python3' },
  { language: 'bash', needs: 'jq' },
];

it.for(AGENTS_SHOWN)(
  'the agent that the documentation shows can be run as it is ($language)',
  async ({ language, needs }, { skip }) => {
    const found = needs === null || (await inShell(`command -v ${needs}`)).exitCode === 0;
    if (!found) skip(`${needs} is not installed`);
    const [program] = await blocks('docs/agents.md', language);
    await writeFile(join(folder, 'agent.mjs'), program ?? '', { mode: 0o755 });
    const suite = {
      evals: [{ prompt: 'Hello', expectations: [{ type: 'file_contains', file: 'answer.md', literal: 'Hello' }] }],
    };
    await writeFile(join(folder, 'my-skill/evals/evals.json'), JSON.stringify(suite));
    const { stdout, exitCode } = await inShell('skillratchet eval ./my-skill --agent command:./agent.mjs --json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).rows).toMatchObject([{ score: '1', action: 'baseline' }]);
  },
);

it('every suite that the documentation shows is one', async () => {
  const shown = (await Promise.all(PAGES.map((page) => blocks(page, 'json')))).flat();
  const suites = shown.filter((block) => /"(evals|query_flow)": \[/.test(block));
  expect(suites.length).toBeGreaterThan(2);
  for (const suite of suites) {
    await writeFile(join(folder, 'my-skill/evals/evals.json'), suite);
    const { evals } = await loadSuite(join(folder, 'my-skill'), { allowMissingFiles: true });
    expect(evals.length).toBeGreaterThan(0);
  }
});

it('every file that the documentation points to exists', async () => {
  for (const page of [...PAGES, 'AGENTS.md']) {
    const text = await readFile(join(ROOT, page), 'utf8');
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      await expect(realpath(join(ROOT, dirname(page), target ?? '')), `${page}: ${target}`).resolves.toBeTruthy();
    }
  }
});
