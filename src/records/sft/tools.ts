import type { Dialogue } from './dialogue.ts';

/** A tool as chat templates describe it. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, never>>;
    readonly required: readonly string[];
  };
}

/** The tools that were called, in the order of their first call. Agents do not tell their parameters. */
export function toolsOf({ steps }: Dialogue): readonly Tool[] {
  const names = steps.flatMap(({ calls }) => calls.map(({ name }) => name));
  return [...new Set(names)].map((name) => ({
    name,
    description: '',
    parameters: { type: 'object', properties: {}, required: [] },
  }));
}
