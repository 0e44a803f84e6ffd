import { resolve } from 'node:path';
import { EXIT } from '../core/errors.ts';
import { checkedShare, type LintReport, lintSkill } from '../evals/lint.ts';
import { renderDiagnostics } from '../report/lint-table.ts';
import { harmless } from '../report/text.ts';
import type { Shell } from './shell.ts';

/** Prints what is wrong with a skill, and sets the exit code: 2 with errors, else 0. */
export async function lint(
  shell: Shell,
  skill: string,
  { json }: { readonly json?: boolean | undefined },
): Promise<void> {
  const report = await lintSkill(resolve(shell.cwd, skill));
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error').length;
  const counts = { errors, warnings: report.diagnostics.length - errors };
  shell.exit(errors > 0 ? EXIT.invalid : EXIT.done);
  if (json) return shell.print(JSON.stringify({ ...report, ...counts }));
  if (report.diagnostics.length > 0) shell.print(`${renderDiagnostics(report.diagnostics, shell)}\n`);
  shell.print([summaryOf(report, counts), ...commandLines(report)].join('\n'));
}

function commandLines({ commands }: LintReport): readonly string[] {
  if (commands.length === 0) return [];
  const lines = commands.map(({ place, command }) => harmless(`  ${place}  ${JSON.stringify(command)}`));
  return [
    `The evals run ${counted(commands.length, 'command')} with your rights (--check-commands refuse stops that):`,
    ...lines,
  ];
}

/** "release-notes: 2 errors, 1 warning; 6 evals with 35 expectations, 22 of them checks (63 %)" */
function summaryOf(report: LintReport, { errors, warnings }: { errors: number; warnings: number }): string {
  const { skill, evals, expectations, checks } = report;
  const share = checkedShare(report);
  const percent = share === null ? '' : `, ${checks} of them checks (${Math.round(share * 100)} %)`;
  const found = `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  return `${skill}: ${found}; ${counted(evals, 'eval')} with ${counted(expectations, 'expectation')}${percent}`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
