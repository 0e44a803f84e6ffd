import type { AgentCall } from '../port.ts';

/** Where a copy of a skill must lie, relative to the trial's folder: anywhere, for pi is told which skill to load. */
export function skillPlace(name: string): string {
  return `skill/${name}`;
}

/** What keeps everything but the skill under test out of sight; only an executor sees a skill. */
export function isolation({ role, skill }: Pick<AgentCall, 'role' | 'skill'>): readonly string[] {
  return [
    ...['--no-session', '--no-context-files', '--no-extensions', '--no-prompt-templates', '--no-themes', '--no-skills'],
    ...(role === 'executor' && skill !== null ? ['--skill', skill.dir] : []),
  ];
}

/** The command line of a call, without the program. The prompt goes to standard input. */
export function piArguments(call: Pick<AgentCall, 'role' | 'skill'>, model: string | null): readonly string[] {
  return ['-p', '--mode', 'json', ...isolation(call), ...(model === null ? [] : ['--model', model])];
}
