import type { z } from 'zod';
import { decisionSchema } from '../../core/schema/decision.ts';
import { formatDiagnostic } from '../../core/schema/diagnostic.ts';
import { proposalSchema } from '../../core/schema/proposal.ts';
import type { Row } from '../../core/schema/row.ts';
import { parseRows } from '../results.ts';
import { type Decided, decidedSchema, type IterationState } from '../run-state.ts';
import type { Door } from './door.ts';
import { viewText } from './text.ts';

/** Where decisions are read from; another tool keeps none. */
export interface DecisionsSource {
  readonly door: Door;
  readonly foreign: boolean;
}

const RESULTS = 'results.tsv';

/**
 * The decided iterations as far as anything is known of them, in order: where the record of a decision is lost its row in
 * `results.tsv` stands for it, without its numbers. What is missing is noted at the door. Never fails on what files hold.
 */
export function viewedDecisions(source: DecisionsSource): readonly Decided[] {
  const rows = storedRows(source.door);
  const known = numbersIn(source, rows).map((number) => {
    const row = rows.get(number) ?? null;
    return { row, decision: decisionIn(source, { number, row }, decidedSchema) };
  });
  const rule = known.find(({ decision }) => decision !== null)?.decision?.rule ?? 'strict';
  return known.flatMap(({ row, decision }) => decision ?? (row === null ? [] : ofRow(row, rule)));
}

function ofRow(row: Row, rule: string): Decided {
  const { iteration, action, best_score } = row;
  const decision = action === 'reverted' ? 'discard' : 'keep';
  return { schema_version: 1, iteration, decision, row, rule, numbers: {}, best_after: Number(best_score) };
}

/** The first row of each iteration. */
export function storedRows(door: Door): ReadonlyMap<number, Row> {
  const text = door.text(RESULTS);
  if (text === null) return new Map();
  const { rows, problems } = parseRows(text);
  for (const problem of problems) door.note(RESULTS, viewText(formatDiagnostic(problem).replace(`${RESULTS} `, '')));
  return new Map(rows.toReversed().map((row) => [row.iteration, row]));
}

/** Of iterations that have a row or a folder, in order; those between them that have neither are noted. */
export function numbersIn({ door }: DecisionsSource, rows: ReadonlyMap<number, Row>): readonly number[] {
  const folders = door.folders('.').flatMap((name) => {
    const number = /^iteration-(0|[1-9]\d{0,8})$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  const numbers = [...new Set([...rows.keys(), ...folders])].sort((a, b) => a - b);
  for (const [index, number] of numbers.entries()) noteGap(door, (numbers[index - 1] ?? -1) + 1, number - 1);
  return numbers;
}

function noteGap(door: Door, first: number, last: number): void {
  if (first > last) return;
  const others = last === first ? 'is missing' : `and all up to iteration-${last} are missing`;
  door.note(`iteration-${first}`, `${others}, though later iterations are there`);
}

/** Every iteration of a run of ours that has a folder, as far as it can be read; what `before` found sealed is not read again. */
export function viewedStates(door: Door, before: readonly IterationState[] = []): readonly IterationState[] {
  const source = { door, foreign: false };
  const rows = storedRows(door);
  return numbersIn(source, rows).flatMap((number) => {
    const known = before.find((one) => one.number === number);
    if (known?.sealed) return known;
    const dir = `iteration-${number}`;
    // It may be at work: what is written last is looked at first.
    const sealed = door.size(`${dir}/MANIFEST.sha256`) !== null;
    const decision = decisionIn(source, { number, row: rows.get(number) ?? null }, decisionSchema);
    const proposal = door.record(`${dir}/proposal.json`, proposalSchema);
    return door.isFolder(dir) ? { number, proposal, decision, sealed } : [];
  });
}

interface Known {
  readonly number: number;
  /** Its row in `results.tsv`. */
  readonly row: Row | null;
}

/** What was decided of an iteration; null where that is not known, which is noted where it must have been. */
export function decisionIn<Schema extends z.ZodType>(
  { door, foreign }: DecisionsSource,
  { number, row }: Known,
  schema: Schema,
): z.infer<Schema> | null {
  const dir = `iteration-${number}`;
  // Row and seal are written after it, and looked at before: a run may be at work. Artifacts, which are no run, keep rows alone.
  const sealed = door.size(`${dir}/MANIFEST.sha256`) !== null;
  const kept = row !== null && (door.size('run.json') !== null || !door.isFolder(dir));
  return (!foreign && (sealed || kept) ? door.required : door.record)(`${dir}/decision.json`, schema);
}
