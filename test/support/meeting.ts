import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { PROGRAM } from './cli.ts';
import { plantDecoys } from './decoys.ts';
import type { ModelReply, ToolUse } from './model-server/reply.ts';
import type { ModelRequest } from './model-server/request.ts';
import { type ModelScript, type ModelServer, startModelServer } from './model-server/server.ts';

/** The expectation that no check can decide. */
export const JUDGED = 'Every point of the notes names the person who owns it';
export const SKILL = `---
name: meeting-notes
description: Turns what was said in a meeting into notes.
---
Write the notes to notes.md.

Rules:
- Keep it short.
`;
export const evalOf = (id: number, judged = JUDGED) => ({
  id,
  prompt: `Make notes of meeting ${id}: Ann will paint, Bob will cook.`,
  expectations: [
    { type: 'file_exists', file: 'notes.md' },
    { type: 'file_contains', file: 'notes.md', literal: '# Notes' },
    judged,
  ],
});
const EVALS = { skill_name: 'meeting-notes', evals: [evalOf(1), evalOf(2)] };

/** What the improver adds to the rules: a good edit, a harmful one, a good one. */
export const EDITS = [
  '- Begin with a heading.',
  '- Say it aloud and write no file.',
  '- Name the owner of each point.',
];

/** What the model asks of a client, in the client's words. Paths are absolute. */
export interface Hands {
  useSkill(name: string): ToolUse;
  read(path: string): ToolUse;
  write(path: string, content: string): ToolUse;
  edit(path: string, before: string, after: string): ToolUse;
  answer(value: unknown): ModelReply;
}

/** A model that does as the skill says, so that a better skill gives better notes; and a judge that looks at them. */
export function meetingModel(hands: Hands): ModelScript {
  const edits = [...EDITS];
  return (request) => {
    switch (request.role) {
      case 'executor':
        return execute(request, hands);
      case 'judge':
        return judge(request, hands);
      case 'improver':
        return improve(request, hands, edits);
    }
  };
}

function execute({ turn, cwd, said }: ModelRequest, hands: Hands): ModelReply {
  if (turn === 0) return { tools: [hands.useSkill('meeting-notes')] };
  if (turn > 1 || said.includes('write no file')) return { text: 'The notes are made.' };
  const heading = said.includes('Begin with a heading') ? '# Notes\n' : '';
  const points = said.includes('Name the owner') ? '- paint (Owner: Ann)\n- cook (Owner: Bob)\n' : '- paint\n- cook\n';
  return { tools: [hands.write(join(cwd, 'notes.md'), heading + points)] };
}

function judge({ turn, cwd, said }: ModelRequest, hands: Hands): ModelReply {
  if (turn === 0) return { tools: [hands.read(join(cwd, 'outputs', 'notes.md'))] };
  const passed = said.includes('Owner: Ann');
  const expectations = [{ id: 3, passed, evidence: passed ? 'Owner: Ann' : 'nobody is named' }];
  return hands.answer({ expectations, eval_feedback: { suggestions: [], overall: '' } });
}

function improve({ turn, cwd }: ModelRequest, hands: Hands, edits: string[]): ModelReply {
  const file = join(cwd, 'skill', 'SKILL.md');
  if (turn === 0) return { tools: [hands.read(file)] };
  const rule = turn === 1 ? (edits.shift() ?? '') : '';
  if (turn === 1) return { tools: [hands.edit(file, '- Keep it short.', `- Keep it short.\n${rule}`)] };
  return hands.answer({
    changelog: `edit ${EDITS.length - edits.length}`,
    hypothesis: 'it helps',
    expected_flips: [],
  });
}

export interface MeetingScene {
  readonly root: string;
  readonly skill: string;
  readonly server: ModelServer;
  /** Runs the built program as a user would. */
  run(args: readonly string[]): Promise<{ stdout: string; stderr: string }>;
}

export interface MeetingClient {
  /** The path of the real client. */
  readonly executable: string | null;
  /** What logs it in and leads it to the scripted server, whose address is `url`. */
  variables(url: string): Readonly<Record<string, string>>;
  readonly script: ModelScript;
}

/** A skill in a folder and a user in a home, both full of decoys, and temporary folders below one that is, too. */
export async function meetingScene(
  { executable, variables, script }: MeetingClient,
  evals: object = EVALS,
): Promise<MeetingScene> {
  const root = await mkdtemp(join(await realpath(tmpdir()), 'agent e2e-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  const skill = join(root, 'project', 'meeting-notes');
  await mkdir(join(skill, 'evals'), { recursive: true });
  await writeFile(join(skill, 'SKILL.md'), SKILL);
  await writeFile(join(skill, 'evals', 'evals.json'), JSON.stringify(evals));
  for (const place of decoyPlaces(root)) await plantDecoys(place, 'meeting-notes');
  await mkdir(join(root, 'project', 'tmp'));
  const env = {
    PATH: [dirname(executable ?? ''), process.env.PATH].join(delimiter),
    HOME: join(root, 'home'),
    TMPDIR: join(root, 'project', 'tmp'),
    ...variables(server.url),
  };
  const run = (args: readonly string[]) =>
    promisify(execFile)(process.execPath, [PROGRAM, ...args], { cwd: root, env, timeout: 120_000 });
  return { root, skill, server, run };
}

export function decoyPlaces(root: string): readonly string[] {
  return ['home', 'project', '.'].map((place) => join(root, place));
}

export async function readRows(workspace: string): Promise<readonly (readonly string[])[]> {
  const file = join(workspace, 'results.tsv');
  if (!(await exists(file))) return [];
  const [, ...rows] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return rows.map((row) => row.split('\t'));
}
