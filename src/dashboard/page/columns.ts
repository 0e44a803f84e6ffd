import { useEffect, useMemo, useState } from 'preact/hooks';

/** Some columns beside each other. It is the same value as long as the columns are the same. */
export interface Block<Column> {
  /** Of the first one among all columns, from 0. */
  readonly place: number;
  readonly columns: readonly Column[];
}

/** What has to be drawn of a wide table. */
export interface Columns<Column> {
  readonly blocks: readonly Block<Column>[];
  /** How many columns they have together. */
  readonly count: number;
}

export interface ColumnsOptions {
  /** Pixels of one column. */
  readonly width: number;
  readonly scroller: { readonly current: HTMLElement | null };
}

/** Columns of a block: what one step of scrolling draws anew. */
const BLOCK = 8;
/** How many blocks are drawn beyond those in sight on either side, so that scrolling shows no gap. */
const SPARE = 2;

/** The columns of a wide table that have to be drawn where its scroller stands now. */
export function useColumns<Column>(all: readonly Column[], { width, scroller }: ColumnsOptions): Columns<Column> {
  const blocks = useMemo(() => blocksOf(all), [all]);
  const step = width * BLOCK;
  // Blocks rather than pixels: most scrolling changes neither, and so draws nothing.
  const [first, setFirst] = useState(0);
  const [inSight, setInSight] = useState(Math.ceil(1600 / step));
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () => {
      setFirst(Math.floor(element.scrollLeft / step));
      setInSight(Math.ceil(element.clientWidth / step));
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      element.removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [scroller, step]);
  const from = Math.max(0, Math.min(first - SPARE, blocks.length - 1));
  const shown = blocks.slice(from, first + inSight + SPARE + 1);
  const count = shown.reduce((sum, { columns }) => sum + columns.length, 0);
  return { blocks: shown, count };
}

function blocksOf<Column>(all: readonly Column[]): readonly Block<Column>[] {
  return Array.from({ length: Math.ceil(all.length / BLOCK) }, (_, block) => {
    return { place: block * BLOCK, columns: all.slice(block * BLOCK, (block + 1) * BLOCK) };
  });
}
