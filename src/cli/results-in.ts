import { UserError } from '../core/errors.ts';
import { formatDiagnostic } from '../core/schema/diagnostic.ts';
import type { Row } from '../core/schema/row.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { isForeign } from '../store/foreign.ts';
import { readText } from '../store/records.ts';
import { parseRows } from '../store/results.ts';
import { readDecided } from '../store/run-state.ts';
import type { Shell } from './shell.ts';

/** The rows of a workspace: from its decisions where it has them, so that a torn `results.tsv` hides nothing. */
export async function readResults(
  shell: Shell,
  named: string | undefined,
): Promise<{ rows: readonly Row[]; problems: readonly string[] }> {
  const workspace = await findWorkspace(shell.cwd, named);
  const decisions = (await isForeign(workspace)) ? [] : await readDecided(workspace);
  const text = await readText(workspace.results);
  if (text === null && decisions.length === 0) {
    throw new UserError('invalid_workspace', `${workspace.root} has no results yet.`, {
      hint: 'Run `skillratchet improve SKILL`; the baseline is the first row.',
    });
  }
  const stored = parseRows(text ?? '');
  const problems = stored.problems.map(formatDiagnostic);
  return { rows: decisions.length > 0 ? decisions.map(({ row }) => row) : stored.rows, problems };
}
