import type { Angle } from './angles.ts';

const ANGLE_INTRODUCTION = 'Others work on the same skill at the same time, each from another side. Yours is this:';

/** The question to the improver. Everything it may learn from lies in its work folder. */
export function improverPrompt(skillName: string, angle: Angle | null, limits: readonly string[] = []): string {
  return `You improve an Agent Skill named "${skillName}": a folder with a SKILL.md that tells an agent how to do a kind of task.

The current folder holds:
- skill/     the skill as it stands. Edit it here; only changes below skill/ count.
- failures/  one folder an eval that the skill does not pass yet: its prompt, the failing and passing expectations with
             evidence, and the transcript of the agent that used the skill.
- history/   results.tsv and one folder an earlier iteration: what was changed (changes.patch), whether it was kept, and why.

Make one coherent edit that makes agents who follow the skill do better on tasks of this kind.
- Find the cause first: read the transcripts and see where the agent went wrong and which words of the skill led it there.
- Generalise: the skill will be used on tasks you have not seen. Mend the instruction, do not patch the single case.
- Never quote or paraphrase an eval's prompt or expectations in the skill.
- Keep it lean: say what to do and why, in plain words. Removing what does not help is a good edit.
- Where several transcripts re-invent the same script, put that script into skill/scripts/ and name it in SKILL.md.
- Do not repeat what history/ shows as reverted, unless you know why it failed and mend that.
- SKILL.md keeps valid front matter: the same name, and a description of at most 1024 characters.
${limits.map((limit) => `- ${limit}\n`).join('')}${angle === null ? '' : `\n${ANGLE_INTRODUCTION}\n${angle.request}\n`}
When the edit is done, answer with one JSON object and nothing else:
{"changelog": "one line, at most 200 characters: what was changed", "hypothesis": "why it should help", "expected_flips": ["EVAL-ID#EXPECTATION-NUMBER"]}
`;
}

/** The shape that an improver is asked for, as JSON schema. */
export const IMPROVER_SCHEMA: Readonly<Record<string, unknown>> = {
  type: 'object',
  additionalProperties: false,
  required: ['changelog', 'hypothesis', 'expected_flips'],
  properties: {
    changelog: { type: 'string' },
    hypothesis: { type: 'string' },
    expected_flips: { type: 'array', items: { type: 'string' } },
  },
};
