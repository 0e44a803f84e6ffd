import type { RecordedTrial } from '../recorded-run.ts';
import type { Dialogue } from './dialogue.ts';
import { toolsOf } from './tools.ts';

/** A trial as training data. */
export interface Sample {
  /** `JOB/TRIAL`. */
  readonly id: string;
  readonly skill: string;
  readonly iteration: number;
  /** null while the iteration is not decided. */
  readonly decision: 'keep' | 'discard' | null;
  readonly trial: RecordedTrial;
  readonly dialogue: Dialogue;
}

/** What a trial is worth: the share of its expectations that passed, which is what decides. */
export function scoreOf({ trial, iteration, decision, dialogue }: Sample) {
  const { pass_rate, passed, total } = trial.grading?.summary ?? { pass_rate: 0, passed: 0, total: 0 };
  return {
    composite_score: pass_rate,
    pass_rate,
    passed,
    total,
    iteration,
    decision,
    assistant_turns: dialogue.steps.length,
    total_tool_calls: dialogue.steps.flatMap(({ calls }) => calls).length,
  };
}

/** A line of `im.jsonl`, version 2.0.0: messages in OpenAI's form, a system message first. */
export function imRecord(sample: Sample): Record<string, unknown> {
  const { id, skill, trial, dialogue } = sample;
  const { agent, started_at, ended_at, usage } = trial.record;
  return {
    version: '2.0.0',
    meta_info: {
      teacher: agent.model ?? agent.name,
      query_source: `${skill}/${trial.evalCase.id}`,
      response_generate_time: started_at.slice(0, 10),
      response_update_time: ended_at.slice(0, 10),
      owner: 'skillratchet',
      language: languageOf(dialogue.prompt),
      category: 'agent',
      rounds: dialogue.steps.length,
      unique_info: {
        _instance_id: id,
        _agent_type: 'main',
        _score: scoreOf(sample),
        _gen_params: { agent: agent.name, version: agent.version, model: agent.model },
        _usage: usage,
      },
    },
    tools: toolsOf(dialogue).map((tool) => ({ type: 'function', function: tool })),
    messages: messagesOf(dialogue),
  };
}

function messagesOf({ system, prompt, steps }: Dialogue): readonly object[] {
  let number = 0;
  const turns = steps.flatMap(({ text, calls }) => {
    const numbered = calls.map((call) => {
      number += 1;
      return { ...call, id: `call_${number}` };
    });
    const tool_calls = numbered.map(({ id, name, input }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(input) },
    }));
    const said = { role: 'assistant', content: text, reasoning_content: '' };
    return [
      tool_calls.length === 0 ? said : { ...said, tool_calls },
      ...numbered.map(({ id, output }) => ({ role: 'tool', tool_call_id: id, content: output })),
    ];
  });
  return [{ role: 'system', content: system }, { role: 'user', content: prompt }, ...turns];
}

/** "zh" where a good part of the letters is Chinese; the form knows no other language. */
function languageOf(text: string): 'en' | 'zh' {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return chinese > letters * 0.3 ? 'zh' : 'en';
}
