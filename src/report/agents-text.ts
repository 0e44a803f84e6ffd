import type { RunRecord } from '../core/schema/run.ts';

/** Who plays which role in a run: `executor claude 2.1 opus, executor codex, judge …`. */
export function agentsText({ executor, further = [], judge, improver }: RunRecord['agents']): string {
  const roles = [
    ['executor', executor] as const,
    ...further.map((one) => ['executor', one] as const),
    ['judge', judge] as const,
    ['improver', improver] as const,
  ];
  return roles
    .map(([role, { name, version, model }]) => [role, name, version, model].filter((part) => part !== null).join(' '))
    .join(', ');
}
