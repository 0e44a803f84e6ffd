import type { ViewedIteration } from '../../core/run-view.ts';

/** What became of an iteration. */
export type Fate = 'baseline' | 'kept' | 'reverted' | 'open';

export function fateOf({ row }: ViewedIteration): Fate {
  return row?.action ?? 'open';
}

export const FATE_SYMBOL: Readonly<Record<Fate, string>> = { baseline: '◆', kept: '●', reverted: '✕', open: '…' };
