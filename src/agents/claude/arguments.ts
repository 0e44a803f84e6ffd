import { dirname } from 'node:path';
import type { AgentCall } from '../port.ts';

/** Ends an agent that goes in circles; real work is bounded by the time limit and the cost cap long before. */
const MAX_TURNS = 100;

/** Where a copy of a skill must lie, relative to the trial's folder: Claude Code takes `plugin/` for a plugin. */
export function skillPlace(name: string): string {
  return `${PLUGIN}/skills/${name}`;
}

const PLUGIN = 'plugin';

/** `…/plugin` of `…/plugin/skills/NAME`. */
export function pluginFolder(skillDir: string): string {
  return dirname(dirname(skillDir));
}

/**
 * The command line of a call, without the program. No settings of the user, the project or a plugin of theirs are
 * read; only an executor sees a skill. The prompt goes to standard input.
 */
export function claudeArguments(
  call: Pick<AgentCall, 'role' | 'skill' | 'schema' | 'maxUsd'>,
  { model, hidden }: { readonly model: string | null; readonly hidden: readonly string[] },
): readonly string[] {
  const seesSkill = call.role === 'executor' && call.skill !== null;
  return [
    ...['-p', '--output-format', 'stream-json', '--verbose', '--no-session-persistence'],
    ...['--setting-sources', '', '--strict-mcp-config'],
    ...(seesSkill ? ['--plugin-dir', pluginFolder(call.skill.dir)] : ['--disable-slash-commands']),
    ...(hidden.length === 0 ? [] : ['--settings', settingsThatHide(hidden)]),
    ...['--permission-mode', 'acceptEdits', '--allowedTools', 'Bash'],
    ...['--max-turns', String(MAX_TURNS)],
    ...(call.maxUsd === null ? [] : ['--max-budget-usd', String(call.maxUsd)]),
    ...(call.schema === null ? [] : ['--json-schema', JSON.stringify(call.schema)]),
    ...(model === null ? [] : ['--model', model]),
  ];
}

function settingsThatHide(skills: readonly string[]): string {
  return JSON.stringify({ skillOverrides: Object.fromEntries(skills.map((name) => [name, 'off'])) });
}
