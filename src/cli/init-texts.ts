import type { Option } from 'commander';

/** `evals/evals.json` to begin with. What begins with "TODO:" is refused until somebody has written it. */
export function starterSuite(skillName: string): string {
  const check = { type: 'file_contains', description: 'TODO: what this text shows', file: 'TODO.md', literal: 'TODO' };
  const evals = ['typical', 'difficult', 'unusual'].map((id) => ({
    id,
    prompt: `TODO: one ${id} request, in the words of a user`,
    files: [],
    expectations: ['TODO: something that a good answer has and a poor one lacks', check],
  }));
  return `${JSON.stringify({ skill_name: skillName, evals }, null, 2)}\n`;
}

/** `evals/README.md`: advice stands beside the evals, as JSON has no comments. Agents never get either. */
export const EVALS_ADVICE = `# Evals of this skill

\`evals.json\` holds the tasks by which the skill is measured. Whatever begins with "TODO:" has to be written first.

- Begin with tasks that went wrong. An eval that every version passes, or none, tells nothing.
- Five evals or more, as different as the users' requests are. Put their input files into \`evals/files/\`.
- Write prompts as users write them: no hint of how the skill does it, and no word of the expectations.
- An expectation is one statement that can be decided by looking at the answer and the files. Split what has an "and" in it.
- What a program can decide, let a check decide: \`{"type": "file_contains", "file": "a.md", "literal": "## Summary"}\`.
  It costs nothing and never wavers. Leave to the judge what needs reading.
- Ask for what only the skill brings about. What any agent does anyway measures the agent.
- Never repeat an expectation in the skill: state the rule there, and test its effect here.

Other fields of an eval: \`files\`, \`timeout\` in seconds, \`runs\` (trials in each pass), \`expected_output\`.
\`skillratchet lint\` says what a machine can see is wrong.
`;

/** A configuration file in which every setting is commented out. */
export function starterConfig(settings: readonly Option[]): string {
  const blocks = settings.map((option) => {
    const value = /<(.*)>/.exec(option.flags)?.[1] ?? '';
    return `# ${option.description}\n#${option.name()}: ${value}\n`;
  });
  return `${CONFIG_HEAD}\n${blocks.join('\n')}`;
}

const CONFIG_HEAD = `# Settings of skillratchet for the skills beside and below this file. Take the # away from a setting to make it yours.
# Flags come first, then SKILLRATCHET_* variables, then this file. \`improve SKILL --print-config\` shows what counts.
`;
