import { useEffect, useState } from 'preact/hooks';

/** Columns in sight, and the room of those before and after them in pixels. */
export interface Columns {
  readonly from: number;
  readonly to: number;
  readonly before: number;
  readonly after: number;
}

export interface ColumnsOptions {
  readonly count: number;
  /** Pixels. */
  readonly width: number;
  readonly scroller: { readonly current: HTMLElement | null };
}

/** How many columns are drawn beyond those in sight, so that scrolling shows no gap. */
const SPARE = 24;

/** The columns of a wide table that have to be drawn where its scroller stands now. */
export function useColumns({ count, width, scroller }: ColumnsOptions): Columns {
  const [sight, setSight] = useState({ left: 0, width: 1600 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () => setSight({ left: element.scrollLeft, width: element.clientWidth });
    look();
    element.addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      element.removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [scroller]);
  // In steps, so that most scrolling draws nothing anew.
  const first = Math.floor(sight.left / width / SPARE) * SPARE - SPARE;
  const from = Math.max(0, Math.min(first, count));
  const to = Math.min(count, first + Math.ceil(sight.width / width / SPARE) * SPARE + 3 * SPARE);
  return { from, to, before: from * width, after: (count - to) * width };
}
