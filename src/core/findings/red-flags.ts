import { overfit } from '../certify.ts';
import type { RunView, ViewedTrial } from '../run-view.ts';

/** What should make a person doubt the result. */
export interface RedFlag {
  readonly flag:
    | 'monotone'
    | 'overfit'
    | 'lucky_climb'
    | 'unmeasured'
    | 'leak'
    | 'skill_unused'
    | 'grown'
    | 'flaky_evals';
  /** The numbers behind it, in words; without any text of an agent. */
  readonly message: string;
}

/** Rises in a row, from the baseline on, that chance and hard evals make improbable. */
const RISES = 5;
/** Share of the score by which what steered the climb may lie above what was measured afresh. */
const LUCK = 0.1;
const SHARE_UNMEASURED = 0.2;
const SHARE_UNUSED = 0.5;
const SHARE_FLAKY = 0.2;
/** Times of its size, and bytes by which it has to have grown besides. */
const GROWN = { times: 2, bytes: 2000 };

/** What is suspicious about a run, the gravest first. `flaky` are expectations that pass and fail with one version. */
export function redFlags(view: RunView, flaky: readonly string[]): readonly RedFlag[] {
  const apart = view.passes.filter(({ version }) => version !== null);
  const trials = [...view.iterations, ...view.passes].flatMap((one) => one.trials);
  const ended = trials.filter(({ outcome }) => outcome !== null);
  const withSkill = [...view.iterations, ...apart].flatMap((one) => one.trials);
  return [
    ...leaks(ended),
    ...overfits(view),
    ...luck(view),
    ...monotone(view),
    ...unmeasured(ended),
    ...unused(withSkill.filter(({ outcome }) => outcome !== null)),
    ...flakyEvals(view, flaky),
    ...grown(view),
  ];
}

function leaks(trials: readonly ViewedTrial[]): readonly RedFlag[] {
  const count = trials.filter(({ outcome }) => outcome === 'leak').length;
  return count === 0 ? [] : [{ flag: 'leak', message: `${trialsText(count)} saw what is sealed` }];
}

function overfits({ certificates }: RunView): readonly RedFlag[] {
  const gaps = certificates.filter(({ kind }) => kind === 'submit').flatMap((one) => overfit(one) ?? []);
  return gaps.map((gap) => {
    return { flag: 'overfit', message: `the sealed evals came out ${points(gap)} points below those that decided` };
  });
}

function luck({ headline, iterations }: RunView): readonly RedFlag[] {
  const believed = iterations.findLast(({ row }) => row !== null)?.row?.best_score ?? null;
  if (headline?.type !== 'fresh' || believed === null) return [];
  const gap = believed - headline.final.after;
  if (gap < LUCK - 1e-9) return [];
  const message = `the climb had the best version ${points(gap)} points above what fresh passes gave`;
  return [{ flag: 'lucky_climb', message }];
}

function monotone({ iterations }: RunView): readonly RedFlag[] {
  const scores = iterations.flatMap(({ row }) => (row === null ? [] : [row.score]));
  const rises = scores.length - 1;
  const isRising = scores.every((score, index) => score !== null && score > (scores[index - 1] ?? -1));
  if (rises < RISES || !isRising) return [];
  return [{ flag: 'monotone', message: `each of ${rises} iterations scored more than the one before it` }];
}

function unmeasured(trials: readonly ViewedTrial[]): readonly RedFlag[] {
  const without = trials.filter(({ marks }) => marks === null).length;
  if (trials.length === 0 || without < SHARE_UNMEASURED * trials.length) return [];
  return [{ flag: 'unmeasured', message: `${without} of ${trialsText(trials.length)} have no score` }];
}

function unused(trials: readonly ViewedTrial[]): readonly RedFlag[] {
  const told = trials.filter(({ skill_used }) => skill_used !== null);
  const without = told.filter(({ skill_used }) => skill_used === false).length;
  if (told.length === 0 || without < SHARE_UNUSED * told.length) return [];
  return [{ flag: 'skill_unused', message: `${without} of ${trialsText(told.length)} did not use the skill` }];
}

function flakyEvals({ evals }: RunView, flaky: readonly string[]): readonly RedFlag[] {
  const all = evals.reduce((sum, { expectations }) => sum + expectations.length, 0);
  if (flaky.length === 0 || flaky.length < SHARE_FLAKY * all) return [];
  const message = `${flaky.length} of ${all} expectations pass and fail with one and the same version`;
  return [{ flag: 'flaky_evals', message }];
}

function grown({ versions, best }: RunView): readonly RedFlag[] {
  const bytesOf = (version: string | null) => versions.find(({ name }) => name === version)?.bytes ?? null;
  const [before, after] = [bytesOf('v0'), bytesOf(best)];
  if (before === null || after === null) return [];
  if (after < GROWN.times * before || after - before < GROWN.bytes) return [];
  return [{ flag: 'grown', message: `the skill grew from ${before} to ${after} bytes` }];
}

function points(share: number): string {
  return (100 * share).toFixed(1);
}

function trialsText(count: number): string {
  return count === 1 ? '1 trial' : `${count} trials`;
}
