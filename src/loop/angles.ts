import type { Seat } from './proposal-part.ts';

/** A side from which one of several improvers looks at the same failures, so that they do not all propose the same. */
export interface Angle {
  readonly name: string;
  /** What the improver is asked for. */
  readonly request: string;
}

const ANGLES: readonly Angle[] = [
  {
    name: 'costliest failure',
    request: 'Find the cause behind the most failing expectations, and mend that cause alone.',
  },
  {
    name: 'procedure',
    request:
      'Look at the order of the work: which step do the agents leave out, do too late or never check? Make the procedure say so.',
  },
  {
    name: 'form of the result',
    request:
      'Look at what is handed over: names, places, formats, completeness. Show what a good result looks like with a short example of your own.',
  },
  {
    name: 'clarity',
    request:
      'Look for words of the skill that mislead, contradict each other or bury what matters. Rewrite or remove them; add as little as you can.',
  },
];

/** The angle of a seat; null for a proposal that stands alone. */
export function angleOf({ index, size }: Pick<Seat, 'index' | 'size'>): Angle | null {
  return size === 1 ? null : (ANGLES[index % ANGLES.length] ?? null);
}
