import { basename } from 'node:path';
import { z } from 'zod';
import type { Activation } from '../../core/schema/trial.ts';
import type { AgentCall, AgentEvent } from '../port.ts';
import { pluginFolder } from './arguments.ts';
import type { InitLine } from './line.ts';

type SkillCall = Pick<AgentCall, 'role' | 'skill'>;

/** Why the skills that were announced are not exactly those that the call must see; null when they are. */
export function misloaded(call: SkillCall, { skills }: InitLine): string | null {
  const wanted = announcedName(call);
  if (surplusSkills(call, skills).length === 0 && skills.length === (wanted === null ? 0 : 1)) return null;
  return `skills visible: ${skills.join(', ') || 'none'}; wanted: only ${wanted ?? 'none'}`;
}

/** Announced skills that the call must not see. */
export function surplusSkills(call: SkillCall, skills: readonly string[]): readonly string[] {
  const wanted = announcedName(call);
  return skills.filter((name) => name !== wanted);
}

const skillInputSchema = z.object({ skill: z.string() });

/** Which skills were announced, and whether the tool `Skill` was called for the one under test, which loses its prefix. */
export function activationOf(call: SkillCall, init: InitLine | null, events: readonly AgentEvent[]): Activation {
  const announced = announcedName(call);
  const visible = init?.skills.map((name) => (name === announced ? bareName(name) : name)) ?? null;
  if (announced === null) return { used: null, visible };
  const names = [announced, bareName(announced)];
  const used = events.some(
    (event) =>
      event.type === 'tool_call' &&
      event.name === 'Skill' &&
      names.includes(skillInputSchema.safeParse(event.input).data?.skill ?? ''),
  );
  return { used, visible };
}

/** `plugin:notes`: a skill of a plugin is announced with the plugin's folder before it. Null where no skill may be seen. */
function announcedName({ role, skill }: SkillCall): string | null {
  if (role !== 'executor' || skill === null) return null;
  return `${basename(pluginFolder(skill.dir))}:${basename(skill.dir)}`;
}

/** `notes` of `plugin:notes`. */
function bareName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
