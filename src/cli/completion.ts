import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Complete, RootCommand } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { cellId } from '../core/cells.ts';
import { UserError } from '../core/errors.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { foldersIn } from '../store/foreign.ts';
import { agentFolder, iterationOf, type Workspace } from '../store/layout.ts';
import type { Shell } from './shell.ts';

const SCRIPTS = fileURLToPath(new URL('../../data/completion', import.meta.url));

/**
 * The script that a shell reads once; it asks the program at each press of the key. The package has scripts too, but
 * what is typed is run by them, and the one for bash needs another package.
 */
export async function completionScript(shell: string): Promise<string> {
  const text = await readFile(join(SCRIPTS, `skillratchet.${shell}`), 'utf8');
  return text.trimEnd();
}

/** Prints what may stand at the end of a command line: in each line a word, a tab and what it means. */
export async function complete(shell: Shell, commands: readonly Command[], words: readonly string[]): Promise<void> {
  const { default: completer } = await import('@bomb.sh/tab');
  const known = await namesIn(shell);
  for (const command of commands) describe(completer, command, known);
  // The last line is for the scripts of the package.
  const offers = printedBy(() => completer.parse([...words])).slice(0, -1);
  const flag = /^-[^=]*=/.exec(words.at(-1) ?? '')?.[0] ?? '';
  if (offers.length > 0) shell.print(offers.map((offer) => `${flag}${offer}`).join('\n'));
}

/** The package prints by itself; here only the shell does. */
function printedBy(print: () => void): readonly string[] {
  const lines: string[] = [];
  const { log } = console;
  console.log = (...parts: readonly unknown[]) => void lines.push(parts.join(' '));
  try {
    print();
  } finally {
    console.log = log;
  }
  return lines;
}

/** What arguments of a name may be, by that name. */
type Known = Readonly<Record<string, readonly string[]>>;

function describe(completer: RootCommand, command: Command, known: Known): void {
  if (command.name() === 'complete') return;
  const described = completer.command(command.name(), command.description());
  for (const { long, short, description, argChoices, required, optional } of command.options) {
    const name = long?.replace(/^--/, '');
    if (name === undefined) continue;
    const values = argChoices ?? known[name] ?? [];
    const alias = short?.replace(/^-/, '');
    if (required || optional) described.option(name, description, offering(values), alias);
    else described.option(name, description, alias);
  }
  for (const argument of command.registeredArguments) {
    const values = argument.argChoices ?? known[argument.name()] ?? [];
    described.argument(argument.name(), offering(values), argument.variadic);
  }
}

/** undefined where nothing is known, so that the shell offers files. */
function offering(values: readonly string[]) {
  if (values.length === 0) return undefined;
  return (offer: Complete): void => {
    for (const value of values) offer(value, '');
  };
}

/** Versions, iterations and evals of the workspace in reach; none where there is not just one. */
async function namesIn(shell: Shell): Promise<Known> {
  const workspace = await workspaceInReach(shell);
  if (workspace === null) return {};
  const folders = await foldersIn(workspace.root);
  const numbers = (pattern: RegExp) => folders.flatMap((name) => pattern.exec(name)?.[1] ?? []).map(Number);
  const versions = folders.filter((name) => iterationOf(name) !== null).sort(byNumber);
  const iterations = numbers(/^iteration-(\d+)$/).sort((a, b) => a - b);
  const trials = await Promise.all(iterations.map((number) => trialsIn(workspace, number)));
  const sides = [...versions, 'best', 'candidate', ...iterations.map((number) => `iteration-${number}`)];
  return {
    version: [...versions, 'best'],
    a: sides,
    b: sides,
    iteration: [...iterations.map(String), ...trials.flat()],
    iterations: iterations.map(String),
  };
}

async function workspaceInReach({ cwd }: Shell): Promise<Workspace | null> {
  try {
    return await findWorkspace(cwd, undefined);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Of a run with several agents those of the first one come first. */
async function trialsIn(workspace: Workspace, number: number): Promise<readonly string[]> {
  const { dir } = workspace.iteration(number);
  const agents = named(/^agent-([\w.-]+)$/, await foldersIn(dir)).sort();
  const cells = await Promise.all([null, ...agents].map((agent) => cellsIn(dir, agent)));
  return cells.flat().map((id) => `${number}/${id}`);
}

async function cellsIn(dir: string, agent: string | null): Promise<readonly string[]> {
  const folders = await foldersIn(agent === null ? dir : join(dir, agentFolder(agent)));
  return named(/^eval-([\w.-]+)$/, folders).map((evalId) => cellId({ evalId, agent }));
}

/** What stands in names of one form. Those that another tool gave could hold what a shell takes for a command. */
function named(form: RegExp, names: readonly string[]): string[] {
  return names.flatMap((name) => form.exec(name)?.[1] ?? []);
}

function byNumber(a: string, b: string): number {
  return (iterationOf(a) ?? 0) - (iterationOf(b) ?? 0);
}
