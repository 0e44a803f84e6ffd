import { join } from 'node:path';
import { z } from 'zod';
import type { AgentIdentity } from '../../core/schema/trial.ts';
import { runProcess } from '../../platform/process.ts';
import { failed } from '../failed.ts';
import { jsonLine } from '../json-line.ts';
import { notCalled } from '../not-called.ts';
import type { AgentAnswer, AgentCall } from '../port.ts';
import { codexEnvironment, skillsFolder } from './environment.ts';

/** A skill that the client announces to the model. */
export interface VisibleSkill {
  readonly name: string;
  /** Its `SKILL.md`. */
  readonly file: string;
}

interface Client {
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const PATIENCE_MS = 30_000;

/**
 * The skills that the client would announce to the model in a call, for it can show what it would say without asking
 * one. Only executors are looked at. null where the client cannot show it, or shows it in words that we do not know.
 */
export async function lookAtSkills(client: Client, call: AgentCall): Promise<readonly VisibleSkill[] | null> {
  if (call.role !== 'executor') return null;
  const lines: string[] = [];
  await runProcess({
    ...(await call.confine({
      file: client.file,
      args: ['debug', 'prompt-input'],
      cwd: call.cwd,
      env: codexEnvironment(client.environment, call),
    })),
    marker: call.marker,
    input: '',
    timeoutMs: Math.min(PATIENCE_MS, call.timeoutMs),
    signal: call.signal,
    onLine: (line) => lines.push(line),
  });
  return skillsIn(lines.join('\n'));
}

const promptSchema = z.array(
  z.looseObject({ content: z.array(z.looseObject({ text: z.string().default('') })).default([]) }),
);

/** The skills that stand in what `codex debug prompt-input` prints. */
export function skillsIn(printed: string): readonly VisibleSkill[] | null {
  const prompt = promptSchema.safeParse(jsonLine(printed)).data;
  if (prompt === undefined) return null;
  const texts = prompt.flatMap(({ content }) => content.map(({ text }) => text));
  return texts.filter((text) => text.includes('<skills_instructions>')).flatMap(skillsOf);
}

/** Roots are lines such as "- `r0` = `/home/…/skills`", skills such as "- notes: Takes notes (file: r0/notes/SKILL.md)". */
function skillsOf(text: string): readonly VisibleSkill[] {
  const roots = new Map([...text.matchAll(/^- `(\w+)` = `(.+)`$/gm)].map(([, short = '', path = '']) => [short, path]));
  const skills = text.slice(text.indexOf('### Available skills')).matchAll(/^- (.+?): [\s\S]*?\(file: (.+)\)$/gm);
  return [...skills].map(([, name = '', file = '']) => {
    const [short = '', ...rest] = file.split('/');
    const root = roots.get(short);
    return { name, file: root === undefined ? file : join(root, ...rest) };
  });
}

/** Why the skills that were announced are not exactly the one under test; null where they are, or are not known. */
export function misloaded(
  { role, skill, home }: Pick<AgentCall, 'role' | 'skill' | 'home'>,
  visible: readonly VisibleSkill[] | null,
): string | null {
  if (visible === null || role !== 'executor') return null;
  const wanted = skill === null ? [] : [join(skillsFolder(home), skill.name, 'SKILL.md')];
  const files = visible.map(({ file }) => file);
  if (files.length === wanted.length && files.every((file) => wanted.includes(file))) return null;
  return `skills visible: ${files.join(', ') || 'none'}; wanted: only ${wanted[0] ?? 'none'}`;
}

/** The answer of a client that was not asked, for it would have announced other skills than it must. */
export function answerOfMisloaded(identity: AgentIdentity, why: string): AgentAnswer {
  return { ...notCalled(identity), end: failed('not_loaded', why) };
}
