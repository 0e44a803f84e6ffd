import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { lintSkill } from '../evals/lint.ts';
import { exists } from '../platform/exists.ts';
import { renderDiagnostics } from '../report/lint-table.ts';
import { shellWord } from '../report/shell-word.ts';
import { findSkill } from '../store/find-skill.ts';
import { readText } from '../store/records.ts';
import { loadSkill, type Skill } from '../store/skill.ts';
import { CONFIG_NAMES, findConfigFile, gitRoot } from './config-file.ts';
import { EVALS_ADVICE, starterConfig, starterSuite } from './init-texts.ts';
import { settings } from './options.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './shown-path.ts';

interface InitStyle {
  readonly json?: boolean | undefined;
}

/** Writes what a skill needs to be improved, where it is not there yet, and says what a machine sees is wrong with it. */
export async function init(shell: Shell, folder: string, { json }: InitStyle): Promise<void> {
  const skill = await loadSkill(await findSkill(resolve(shell.cwd, folder)));
  const { diagnostics } = await lintSkill(skill.dir);
  const evals = await writeEvals(skill);
  const written = [...evals, ...(await writeConfig(skill)), ...(await ignoreWorkspaces(skill))];
  const found = diagnostics.filter(({ rule }) => evals.length === 0 || rule !== 'evals-unreadable');
  if (json) return shell.print(JSON.stringify({ skill: skill.dir, written, diagnostics: found }));
  if (found.length > 0) shell.print(`${renderDiagnostics(found, shell)}\n`);
  for (const path of written) shell.print(`Wrote ${shownPath(shell.cwd, path)}.`);
  if (written.length === 0) shell.print('Everything is there already; nothing was changed.');
  const name = shellWord(shownPath(shell.cwd, skill.dir));
  if (evals.length > 0) shell.print('Next: write the evals, as evals/README.md in the skill advises.');
  shell.print(`Then: skillratchet lint ${name} && skillratchet improve ${name}`);
}

async function writeEvals({ dir, name }: Skill): Promise<readonly string[]> {
  const suite = join(dir, 'evals/evals.json');
  if (await exists(suite)) return [];
  await mkdir(dirname(suite), { recursive: true });
  await writeFile(suite, starterSuite(name), { flag: 'wx' });
  const advice = join(dir, 'evals/README.md');
  if (await exists(advice)) return [suite];
  await writeFile(advice, EVALS_ADVICE, { flag: 'wx' });
  return [suite, advice];
}

/** Beside the skill, of which it shall be no part. */
async function writeConfig({ dir }: Skill): Promise<readonly string[]> {
  if ((await findConfigFile(dir)) !== null) return [];
  const path = join(dirname(dir), CONFIG_NAMES[0]);
  await writeFile(path, starterConfig(settings()), { flag: 'wx' });
  return [path];
}

const WORKSPACES = '*-autoresearch/';

/** A run's results are many and belong to nobody's history by accident. */
async function ignoreWorkspaces({ dir }: Skill): Promise<readonly string[]> {
  const root = await gitRoot(dirname(dir));
  if (root === null) return [];
  const path = join(root, '.gitignore');
  const text = (await readText(path)) ?? '';
  if (text.split(/\r?\n/).includes(WORKSPACES)) return [];
  await appendFile(path, `${text === '' || text.endsWith('\n') ? '' : '\n'}${WORKSPACES}\n`);
  return [path];
}
