import type { Diagnostic } from '../core/schema/diagnostic.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { CHECKS } from './checks/registry.ts';
import { suggestion, unknownKeys, warning } from './suite-problems.ts';
import { CASE_KEYS, SUITE_KEYS, TEXT_KEYS } from './suite-schema.ts';

/** A key that nothing reads. */
interface StrayKey {
  readonly level: 'suite' | 'eval' | 'expectation';
  readonly key: string;
  readonly place: readonly PropertyKey[];
  /** What could have been meant. */
  readonly known: readonly string[];
}

/** Keys that nothing reads, each said once however often it stands. `list` are the evals, at `place` in the suite. */
export function strayKeys(
  suite: unknown,
  list: readonly unknown[],
  place: readonly PropertyKey[],
): readonly Diagnostic[] {
  const strays = [
    ...straysOf(suite, { level: 'suite', place: [], known: SUITE_KEYS }),
    ...list.flatMap((value, index) => straysOfCase(value, [...place, index])),
  ];
  const isSame = (a: StrayKey, b: StrayKey): boolean => a.key === b.key && a.level === b.level;
  const firsts = strays.filter((stray, index) => strays.findIndex((other) => isSame(stray, other)) === index);
  return firsts.map((stray) => {
    const times = strays.filter((other) => isSame(stray, other)).length;
    const often = times === 1 ? '' : ` (${times} times)`;
    const said = `${JSON.stringify(stray.key)} is not read${often}.${suggestion(stray.key, stray.known)}`;
    return warning([...stray.place, stray.key], said);
  });
}

/** What is read and does not act everywhere. */
export function idleSettings(evals: readonly EvalCase[], place: readonly PropertyKey[]): readonly Diagnostic[] {
  const weighted = evals.filter(({ weight }) => weight !== 1).map(({ id }) => id);
  if (weighted.length === 0) return [];
  return [warning(place, `the weight of ${weighted.join(', ')} is read, but does not count under rule strict`)];
}

const LISTS = ['expectations', 'assertions', 'deterministic_checks'] as const;

function straysOfCase(value: unknown, place: readonly PropertyKey[]): readonly StrayKey[] {
  if (!isRecord(value)) return [];
  const inside = LISTS.flatMap((name) => {
    const items = value[name];
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: unknown, index) => straysOfItem(item, [...place, name, index]));
  });
  return [...straysOf(value, { level: 'eval', place, known: CASE_KEYS }), ...inside];
}

function straysOfItem(item: unknown, place: readonly PropertyKey[]): readonly StrayKey[] {
  if (!isRecord(item)) return [];
  const check = CHECKS.find(({ type }) => type === item.type);
  const known = [...TEXT_KEYS, 'id', 'type', ...Object.keys(check?.schema.shape ?? {})];
  return straysOf(item, { level: 'expectation', place, known });
}

function straysOf(value: unknown, about: Omit<StrayKey, 'key'>): readonly StrayKey[] {
  return isRecord(value) ? unknownKeys(value, about.known).map((key) => ({ ...about, key })) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
