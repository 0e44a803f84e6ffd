import { join } from 'node:path';
import type { Complete, RootCommand } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { cellId } from '../core/cells.ts';
import { UserError } from '../core/errors.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { foldersIn } from '../store/foreign.ts';
import { agentFolder, iterationOf, type Workspace } from '../store/layout.ts';
import type { Shell } from './shell.ts';

const NAME = 'skillratchet';

/** The script that a shell reads once; it asks the program at each press of the key. */
export async function completionScript(shell: string): Promise<string> {
  const { script } = await import('@bomb.sh/tab');
  const text = printedBy(() => script(shell, NAME, NAME));
  // Without that bash offers no files where the program has nothing to offer.
  const withFiles = text.replace(/^complete -F /m, 'complete -o default -F ');
  return withFiles.replace('-n "=:" cur', '-n "=:@" cur').replace(LAST_OF_BASH, `$&${AFTER_THE_LAST_AT}`);
}

const LAST_OF_BASH = /^ {4}COMPREPLY=\( \$\(compgen -W .*\n/m;
/** Bash takes what stands behind an @ for a word of its own, and would put a whole `1/greet@@codex` there. */
const AFTER_THE_LAST_AT = `    if [[ "$cur" == *@* && "$COMP_WORDBREAKS" == *@* ]]; then
        COMPREPLY=( "\${COMPREPLY[@]#"\${cur%"\${cur##*@}"}"}" )
    fi
`;

/** Prints what may stand at the end of a command line, in the lines that the script understands. */
export async function complete(shell: Shell, commands: readonly Command[], words: readonly string[]): Promise<void> {
  const { default: completer } = await import('@bomb.sh/tab');
  const known = await namesIn(shell);
  for (const command of commands) describe(completer, command, known);
  const offers = printedBy(() => completer.parse([...words]));
  shell.print(offers === NOTHING_BUT_NO_FILES ? OFFER_FILES : offers);
}

/** The last line tells the script how to go on: 4 forbids files, 0 leaves it to the shell. */
const [NOTHING_BUT_NO_FILES, OFFER_FILES] = [':4', ':0'];

/** The package prints by itself; here only the shell does. */
function printedBy(print: () => void): string {
  const lines: string[] = [];
  const { log } = console;
  console.log = (...parts: readonly unknown[]) => void lines.push(parts.join(' '));
  try {
    print();
  } finally {
    console.log = log;
  }
  return lines.join('\n').trimEnd();
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
