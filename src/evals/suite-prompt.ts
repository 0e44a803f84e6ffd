import type { Diagnostic } from '../core/schema/diagnostic.ts';
import { problem, warning } from './suite-problems.ts';
import { noPrompt, type RawCase } from './suite-schema.ts';

const NAMES = ['prompt', 'query', 'question', 'input'] as const;

interface PromptRead {
  /** Empty when there is none; then there is a problem. */
  readonly prompt: string;
  readonly problems: readonly Diagnostic[];
}

/** The one prompt of an eval with these keys, by whichever name it has. The turns of a conversation become one prompt. */
export function readPrompt(raw: RawCase, place: readonly PropertyKey[], keys: readonly string[]): PromptRead {
  const stated = NAMES.flatMap((name) => raw[name] ?? []);
  const { query_flow: turns } = raw;
  const names = [...NAMES, 'query_flow' as const].filter((name) => raw[name] !== undefined);
  if (turns === undefined && new Set(stated).size === 1) return { prompt: stated[0] ?? '', problems: [] };
  if (names.length === 0) return { prompt: '', problems: [problem(place, noPrompt(keys))] };
  if (turns !== undefined && names.length === 1) return readTurns(turns, [...place, 'query_flow']);
  const both = `has ${names.map((name) => JSON.stringify(name)).join(' and ')}, which differ; keep the one that is meant`;
  return { prompt: '', problems: [problem(place, both)] };
}

function readTurns(turns: readonly string[], place: readonly PropertyKey[]): PromptRead {
  const [only] = turns;
  if (turns.length === 1 && only !== undefined) return { prompt: only, problems: [] };
  const told = warning(place, `holds ${turns.length} turns; the agent gets them as numbered turns of one prompt`);
  return { prompt: asOnePrompt(turns), problems: [told] };
}

/** Agents are called once a trial, so that the turns are given together, each text unaltered. */
function asOnePrompt(turns: readonly string[]): string {
  const numbered = turns.map((turn, index) => `Turn ${index + 1}:\n${turn}`);
  return [`The user says this in ${turns.length} turns. Do what each asks, one after the other.`, ...numbered].join(
    '\n\n',
  );
}
