import { join } from 'node:path';
import { brokenText, type Guardrails, isBroken, sizeOfText, sizeReadings, type TextSize } from '../core/guardrails.ts';
import { readText } from '../store/records.ts';

/** The size of a skill's SKILL.md; null where there is none. */
export async function skillSize(dir: string): Promise<TextSize | null> {
  const text = await readText(join(dir, 'SKILL.md'));
  return text === null ? null : sizeOfText(text);
}

const GUARDRAIL = 'drop: guardrail ';

/** Why a candidate of that size is worth no trial; null when it is within its limits. */
export function sizeRejection(guardrails: Guardrails | null, size: TextSize | null): string | null {
  const broken = sizeReadings(guardrails, size).find(isBroken);
  return broken === undefined ? null : `drop: ${brokenText(broken)}`;
}

export function isGuardrailReason(reason: string | null): boolean {
  return reason?.startsWith(GUARDRAIL) === true;
}
