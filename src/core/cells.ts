import type { EvalCase } from './schema/suite.ts';

/**
 * In a run with several agents each eval is measured under each of them. An eval under one agent is a *cell*, and
 * everything that is planned, believed, scored and stored takes cells for evals: `greet` is the eval under the first
 * agent, `greet@@codex` the same under the one named `codex`. A run with one agent has no other cells than its evals.
 */
export interface Cell {
  readonly evalId: string;
  /** The name of the agent within the run; null for the first or only one. */
  readonly agent: string | null;
}

/** The cells of evals, those of one eval side by side. `agents` are names as `agentNames` gives them, the first one first. */
export function cellsOf(evals: readonly EvalCase[], agents: readonly string[]): readonly EvalCase[] {
  if (agents.length < 2) return evals;
  return evals.flatMap((one) =>
    agents.map((agent, index) => ({ ...one, id: cellId({ evalId: one.id, agent: index === 0 ? null : agent }) })),
  );
}

export function cellId({ evalId, agent }: Cell): string {
  return agent === null ? evalId : `${evalId}@@${agent}`;
}

/** The cell that an id means. */
export function cellOf(id: string): Cell {
  const { evalId, agent } = /^(?<evalId>.+)@@(?<agent>[A-Za-z0-9._-]+)$/su.exec(id)?.groups ?? {};
  return evalId === undefined || agent === undefined ? { evalId: id, agent: null } : { evalId, agent };
}

/** Which of a run's agents runs a cell. */
export function agentOf(id: string, agents: readonly string[]): string {
  return cellOf(id).agent ?? agents[0] ?? '';
}

/**
 * The names of a run's agents: what they were asked for as, made fit for a folder, and told apart. Of a program only
 * the file counts, since its place differs from machine to machine.
 */
export function agentNames(specs: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const spec of specs) {
    const known = new Set(names.map((name) => name.toLowerCase()));
    const base = folderName(spec);
    let name = base;
    // Some file systems do not tell capitals from small letters.
    for (let count = 2; known.has(name.toLowerCase()); count += 1) name = `${base}-${count}`;
    names.push(name);
  }
  return names;
}

/** Characters of a name; a whole command may stand behind `acp:`. */
const LONGEST = 60;

function folderName(spec: string): string {
  const short = spec.replace(/^(?:command:(?:.*\/)?|\/.*\/)/su, '').replace(/^(acp|replay):.*\//su, '$1-');
  const safe = short
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/--+/g, '-')
    .slice(0, LONGEST);
  return safe.replaceAll(/^[-.]+|-+$/g, '') || 'agent';
}
