import type { RunView } from './run-view.ts';
import { NO_SKILL } from './schema/arms.ts';

/** A score that was measured beside the climb, to hold the climb against. */
export interface Level {
  readonly name: string;
  /** 0–1. */
  readonly value: number;
}

/** What is got without the skill, and what v0 and the best version got on evals that decided nothing. */
export function levelsOf({ certificates, arms }: Pick<RunView, 'certificates' | 'arms'>): readonly Level[] {
  const held = certificates.findLast(({ kind }) => kind === 'submit');
  const without = arms?.scores.find(({ arm }) => arm === NO_SKILL);
  const levels = [
    ['no skill', without?.score ?? null],
    [`held out, ${held?.original}`, held?.before ?? null],
    [`held out, ${held?.best}`, held?.after ?? null],
  ] as const;
  return levels.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}
