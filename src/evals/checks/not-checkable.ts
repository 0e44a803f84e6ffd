import type { CheckResult } from './port.ts';

/** There is nothing that a check could look at; its message is the evidence. */
export class NotCheckable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotCheckable';
  }
}

/** The result of `look`; where nothing could be looked at, an undecided one that says why. */
export async function settled(look: () => CheckResult | Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof NotCheckable) return { passed: false, evidence: error.message, undecided: true };
    // Outputs are nested as deep as an agent likes; recursion ends at the stack's limit.
    if (error instanceof RangeError)
      return { passed: false, evidence: `there is too much to look at: ${error.message}`, undecided: true };
    throw error;
  }
}
