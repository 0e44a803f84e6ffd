import type { AgentCall } from '../port.ts';

/** The name of the tool by which a model gives its structured answer: every provider has tools, few have both them and schemas at once. */
export const ANSWER_TOOL = 'StructuredOutput';

/** What the model is told besides the prompt: where it works, and of an executor's skill its name and description. */
export function systemPrompt({
  role,
  cwd,
  skill,
  schema,
}: Pick<AgentCall, 'role' | 'cwd' | 'skill' | 'schema'>): string {
  const parts = [
    `You work by yourself in a folder, with tools; nobody answers questions. Paths are relative to that folder.\nWorking directory: ${cwd}`,
    ...(role === 'executor' && skill !== null ? [announcement(skill)] : []),
    ...(schema === null ? [] : [`When you are done, give your answer by calling ${ANSWER_TOOL}, once.`]),
  ];
  return parts.join('\n\n');
}

function announcement({ name, description, dir }: NonNullable<AgentCall['skill']>): string {
  return `A skill is a folder with instructions for a kind of task. Where a skill fits the task, read its SKILL.md before anything else and follow it; other files of it only as it says.

Skills:
- ${name}: ${description.replaceAll(/\s+/g, ' ')} (${dir}/SKILL.md)`;
}
