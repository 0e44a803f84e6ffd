import { type Bench, CHECKED, JUDGED, skillFollowing, smallBench } from './campaign.ts';

/** An executor of its own: of every eval it finishes as many lines as the skill's line `other` says for its step. */
export const OTHER = `executor(request) {
  const text = request.skill === null ? '' : fs.readFileSync(join(request.skill.dir, 'SKILL.md'), 'utf8');
  const step = Number(/step (\\d+)/.exec(text)?.[1] ?? 0);
  const passes = Number(/^other: (.*)$/m.exec(text)?.[1].split(' ')[step] ?? 0);
  const lines = Array.from({ length: passes }, (_, index) => '[' + String(index + 1).padStart(2, '0') + '] done');
  fs.writeFileSync(join(request.cwd, 'result.txt'), ['step: ' + step, 'passes: ' + passes, ...lines, ''].join('\\n'));
  emit({ type: 'usage', input_tokens: 10, output_tokens: 5, cached_input_tokens: 0, cost_usd: null });
  say('Done.');
  return { text: 'Done.' };
}`;

export interface TwoAgents {
  readonly bench: Bench;
  /** The settings that ask for both agents. */
  readonly both: { readonly agent: string; readonly further_agents: string[] };
}

/**
 * Two evals of four expectations under the plan agent and under `other.mjs`. The plan agent scores 0.25, then 0.75 and 1
 * for ever; the other one, where nothing else is said, 0.75, then 0.5, 0.75 and 1.
 */
export async function twoAgents(folder: string, other = '3 2 3 4 4 4'): Promise<TwoAgents> {
  const skill = `${skillFollowing('1 1 1 1', '4 12 14 16')}other: ${other}\n`;
  const bench = await smallBench(folder, { 'SKILL.md': skill }, [CHECKED, JUDGED]);
  return { bench, both: { agent: 'plan', further_agents: [await bench.agent('other', OTHER)] } };
}
