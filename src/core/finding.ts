/** What is looked at before a run: areas with an exit code of their own are those of the agents. */
export const AREAS = ['node', 'git', 'agent', 'sandbox', 'disk', 'skill'] as const;

/** What a look at the machine, the agents or the skill came to. */
export interface Finding {
  readonly area: (typeof AREAS)[number];
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was seen, in a sentence that begins with what it is about. */
  readonly message: string;
  /** What to do about it; null where nothing need be done. */
  readonly fix: string | null;
}

/** The exit code of what was found: 4 where an agent fails, 2 where anything else does, else 0. */
export function exitOf(findings: readonly Finding[]): 0 | 2 | 4 {
  const failed = findings.filter(({ status }) => status === 'fail');
  if (failed.some(({ area }) => area === 'agent')) return 4;
  return failed.length > 0 ? 2 : 0;
}
