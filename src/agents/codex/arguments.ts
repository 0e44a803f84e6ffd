import { join } from 'node:path';
import type { AgentCall } from '../port.ts';

/** Where a copy of a skill must lie, relative to the trial's folder: anywhere, for the home of a call leads to it. */
export function skillPlace(name: string): string {
  return `skill/${name}`;
}

/** Where the schema of the structured answer is put for the client. */
export function schemaFile(home: string): string {
  return join(home, 'answer.schema.json');
}

/** The command line of a call, without the program. Everything else stands in the config of a home that is ours. */
export function codexArguments(
  { cwd, home, schema }: Pick<AgentCall, 'cwd' | 'home' | 'schema'>,
  model: string | null,
): readonly string[] {
  return [
    ...['exec', '--json', '--skip-git-repo-check', '--ephemeral'],
    ...['--sandbox', 'workspace-write', '-C', cwd],
    ...(schema === null ? [] : ['--output-schema', schemaFile(home)]),
    ...(model === null ? [] : ['--model', model]),
    '-',
  ];
}
