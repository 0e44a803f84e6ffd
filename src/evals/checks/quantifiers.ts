import { settled } from './not-checkable.ts';
import type { CheckResult } from './port.ts';

type Look<Item> = (item: Item) => CheckResult | Promise<CheckResult>;

/** Passes with the first item that passes; undecided when none does and one could not be looked at. */
export async function anyPasses<Item>(items: readonly Item[], look: Look<Item>): Promise<CheckResult> {
  const failed: CheckResult[] = [];
  for (const item of items) {
    const result = await settled(() => look(item));
    if (result.passed) return result;
    failed.push(result);
  }
  return { ...(failed.find(({ undecided }) => undecided) ?? {}), passed: false, evidence: joined(failed) };
}

/** Fails with the first item that fails; undecided when none does and one could not be looked at. */
export async function allPass<Item>(items: readonly Item[], look: Look<Item>): Promise<CheckResult> {
  const results: CheckResult[] = [];
  for (const item of items) {
    const result = await settled(() => look(item));
    if (!result.passed && !result.undecided) return result;
    results.push(result);
  }
  return results.find(({ undecided }) => undecided) ?? { passed: true, evidence: joined(results) };
}

const SHOWN = 3;

function joined(results: readonly CheckResult[]): string {
  const shown = results.slice(0, SHOWN).map(({ evidence }) => evidence);
  return [...shown, ...(results.length > SHOWN ? [`${results.length - SHOWN} more`] : [])].join('; ');
}
