import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Diagnostic } from '../core/schema/diagnostic.ts';
import { type ListedEntry, listTree } from '../platform/tree-list.ts';
import { loadSkill } from '../store/skill.ts';
import { isEvals } from '../store/tree-hash.ts';
import { diagnosticOf, lintEvals } from './lint-evals.ts';
import { lintFiles, type SkillFile } from './lint-files.ts';
import { lintHistory } from './lint-history.ts';
import { lintLinks } from './lint-links.ts';
import { readSuite, type SuiteRead } from './suite.ts';
import { commandsOf, type SuiteCommand } from './suite-commands.ts';
import { SUITE_FILE } from './suite-problems.ts';

/** Everything that a machine can see about a skill and its evals without running anything. */
export interface LintReport {
  readonly skill: string;
  readonly evals: number;
  readonly expectations: number;
  /** Expectations that a check decides. */
  readonly checks: number;
  /** Commands that those checks run. */
  readonly commands: readonly SuiteCommand[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Lints the skill in `dir`. A UserError `invalid_skill` where there is no skill that could be read. */
export async function lintSkill(dir: string): Promise<LintReport> {
  const skill = await loadSkill(dir);
  const { entries } = await listTree(skill.dir);
  const files = await readFiles(skill.dir, entries);
  const { evals, problems, places } = await readEvals(skill.dir);
  const past = await lintHistory(skill.dir, evals);
  const expectations = evals.flatMap((evalCase) => evalCase.expectations);
  return {
    skill: skill.name,
    evals: evals.length,
    expectations: expectations.length,
    checks: expectations.filter(({ check }) => check !== null).length,
    commands: commandsOf(evals),
    diagnostics: [
      ...skill.diagnostics,
      ...lintLinks(
        files,
        entries.map(({ path }) => path),
      ),
      ...lintFiles(files),
      ...problems,
      ...lintEvals(evals, files, places),
      ...past.map((one) => diagnosticOf(one, places)),
    ],
  };
}

const TEXT_LIMIT = 1024 * 1024;

/** The files of a skill that an agent gets, with the texts of those that are one. */
async function readFiles(dir: string, entries: readonly ListedEntry[]): Promise<readonly SkillFile[]> {
  const files: SkillFile[] = [];
  for (const entry of entries) {
    if (entry.type !== 'file' || isEvals(entry.path)) continue;
    const bytes = await readFile(join(dir, entry.path));
    const isText = bytes.length <= TEXT_LIMIT && !bytes.includes(0);
    files.push({ path: entry.path, mode: entry.mode, text: isText ? bytes.toString('utf8') : '' });
  }
  return files;
}

async function readEvals(dir: string): Promise<SuiteRead> {
  try {
    return await readSuite(dir);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = error.message.replace(`${join(dir, SUITE_FILE)} `, '').replace(`${SUITE_FILE}:`, 'line ');
    return { evals: [], problems: [unreadable(message)], canary: null, places: new Map() };
  }
}

function unreadable(message: string): Diagnostic {
  return { severity: 'error', rule: 'evals-unreadable', message, file: SUITE_FILE, place: null };
}

/** The share of the expectations that cost no judge, 0–1; null where there is no expectation. */
export function checkedShare({ expectations, checks }: LintReport): number | null {
  return expectations === 0 ? null : checks / expectations;
}
