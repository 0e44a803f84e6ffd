import { join } from 'node:path';
import type { AgentCall } from '../port.ts';

/** Codex looks for skills in `.agents/skills` of HOME; the work folder stays free of them, and so do the outputs. */
export function skillPlace(name: string): string {
  return `home/.agents/skills/${name}`;
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
