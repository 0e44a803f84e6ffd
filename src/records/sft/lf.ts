import type { AnsweredCall, Dialogue, Step } from './dialogue.ts';
import { type Sample, scoreOf } from './im.ts';
import { toolsOf } from './tools.ts';

export interface LfStyle {
  readonly style: 'sharegpt' | 'messages';
  /** What becomes of what an agent says beside a call in ShareGPT turns. */
  readonly prose: 'think' | 'drop';
}

/** A record of `lf.json`, and its texts together for counting. */
export interface LfRecord {
  readonly record: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A sample as LLaMA-Factory loads it: roles alternate, and it ends with a message of the agent. */
export function lfRecord(sample: Sample, { style, prose }: LfStyle): LfRecord {
  const { id, dialogue } = sample;
  const facts = { _instance_id: id, _agent_type: 'main', _score: scoreOf(sample) };
  if (style === 'messages') {
    const messages = messagesOf(dialogue);
    return { record: { messages, ...facts }, text: messages.map(({ content }) => content).join('') };
  }
  const conversations = turnsOf(dialogue, prose);
  const tools = JSON.stringify(toolsOf(dialogue));
  const text = [dialogue.system, tools, ...conversations.map(({ value }) => value)].join('');
  return { record: { conversations, system: dialogue.system, tools, ...facts }, text };
}

/** `dataset_info.json`, by which LLaMA-Factory knows how to read `file`. */
export function datasetInfo(name: string, file: string, { style }: Pick<LfStyle, 'style'>): Record<string, unknown> {
  const sharegpt = {
    columns: { messages: 'conversations', system: 'system', tools: 'tools' },
    tags: {
      ...{ role_tag: 'from', content_tag: 'value', user_tag: 'human', assistant_tag: 'gpt' },
      ...{ observation_tag: 'observation', function_tag: 'function_call' },
    },
  };
  const messages = {
    columns: { messages: 'messages' },
    tags: {
      ...{ role_tag: 'role', content_tag: 'content', user_tag: 'user', assistant_tag: 'assistant' },
      system_tag: 'system',
    },
  };
  return { [name]: { file_name: file, formatting: 'sharegpt', ...(style === 'messages' ? messages : sharegpt) } };
}

interface Turn {
  readonly from: 'human' | 'gpt' | 'function_call' | 'observation';
  readonly value: string;
}

function turnsOf({ prompt, steps }: Dialogue, prose: LfStyle['prose']): readonly Turn[] {
  const turns = steps.flatMap((step): Turn[] => {
    if (step.calls.length === 0) return [{ from: 'gpt', value: step.text }];
    const results = step.calls.map(({ output }) => output).join('\n');
    return [
      { from: 'function_call', value: `${thought(step, prose)}${callsText(step.calls)}` },
      { from: 'observation', value: results },
    ];
  });
  return [{ from: 'human', value: prompt }, ...turns];
}

/**
 * By which LLaMA-Factory tells thoughts and calls from each other, so that none may stand in a thought; in its place there
 * is a blank, so that what stood around it makes no other.
 */
const MARKS = /<\/?(?:think|tool_call)>|<\|tool_call_(?:start|end)\|>/g;

function thought({ text }: Step, prose: LfStyle['prose']): string {
  const said = text.replaceAll(MARKS, ' ');
  return prose === 'drop' || said.trim() === '' ? '' : `<think>\n${said}\n</think>\n\n`;
}

/**
 * One call as an object, several as an array. What marks of any template begin with is escaped, for they would be taken
 * for marks; it is read as JSON before anything is learned from it.
 */
function callsText(calls: readonly AnsweredCall[]): string {
  const all = calls.map(callOf);
  const text = JSON.stringify(all.length === 1 ? all[0] : all);
  return text.replaceAll('<', '\\u003c').replaceAll('◁', '\\u25c1');
}

function callOf({ name, input }: AnsweredCall) {
  return { name, arguments: input };
}

interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

function messagesOf(dialogue: Dialogue): readonly Message[] {
  const turns = dialogue.steps.flatMap(({ text, calls }): Message[] => {
    if (calls.length === 0) return [{ role: 'assistant', content: text }];
    const made = calls.map((call) => `<tool_call>\n${JSON.stringify(callOf(call))}\n</tool_call>`);
    const results = calls.map(({ output }) => `<tool_response>\n${output}\n</tool_response>`);
    return [
      { role: 'assistant', content: [...(text.trim() === '' ? [] : [text]), ...made].join('\n') },
      { role: 'user', content: results.join('\n') },
    ];
  });
  return [{ role: 'system', content: systemText(dialogue) }, { role: 'user', content: dialogue.prompt }, ...turns];
}

function systemText(dialogue: Dialogue): string {
  const tools = toolsOf(dialogue).map((tool) => JSON.stringify({ type: 'function', function: tool }));
  if (tools.length === 0) return dialogue.system;
  const lines = [
    '# Tools\n\nYou may call one or more functions to assist with the user query.\n',
    `You are provided with function signatures within <tools></tools> XML tags:\n<tools>\n${tools.join('\n')}\n</tools>\n`,
    'For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:',
    '<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>',
  ];
  return `${dialogue.system === '' ? '' : `${dialogue.system}\n\n`}${lines.join('\n')}`;
}
