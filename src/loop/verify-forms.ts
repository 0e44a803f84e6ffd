import { relative } from 'node:path';
import { isLink } from '../platform/exists.ts';
import type { Workspace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { versionsIn } from '../store/run-state.ts';
import { parseSeal, sealText } from '../store/seal-lines.ts';
import type { Findings } from '../store/verify-findings.ts';

/**
 * Checks the form of the records that no seal covers: they are files of their own, and what is written in one form only
 * has no other bytes for the same values. What cannot be read at all is named where it is read.
 */
export async function verifyForms(workspace: Workspace, sealed: readonly number[], findings: Findings): Promise<void> {
  const places = sealed.map((number) => workspace.iteration(number));
  const versions = await versionsIn(workspace);
  const json = [
    ...[workspace.run, workspace.state, workspace.fingerprint],
    ...versions.flatMap((version) => [workspace.manifest(version), workspace.belief(version)]),
    ...places.map(({ metrics }) => metrics),
  ];
  const seals = places.map(({ seal }) => seal);
  const tables = [
    workspace.results,
    workspace.leaderboard,
    workspace.estimates,
    workspace.history,
    ...places.map(({ history }) => history),
  ];
  for (const path of [...json, ...seals, ...tables, workspace.best, workspace.events]) {
    if (!(await isLink(path))) continue;
    findings.add([
      { kind: 'invalid', path: relative(workspace.root, path), message: 'is a link, and records are files.' },
    ]);
  }
  for (const path of json) await verifyForm(workspace, path, { isOurs: isOurJson, findings });
  for (const path of seals) await verifyForm(workspace, path, { isOurs: isOurSeal, findings });
}

async function verifyForm(
  { root }: Workspace,
  path: string,
  { isOurs, findings }: { readonly isOurs: (text: string) => boolean; readonly findings: Findings },
): Promise<void> {
  const text = await findings.attempt(path, () => readText(path));
  if (text !== null && !isOurs(text)) findings.add([{ kind: 'changed', path: relative(root, path) }]);
}

function isOurJson(text: string): boolean {
  try {
    return text === `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

function isOurSeal(text: string): boolean {
  return text === sealText(parseSeal(text));
}
