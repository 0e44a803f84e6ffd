import { useEffect } from 'preact/hooks';
import type { ViewedIteration } from '../../core/run-view.ts';
import { type Columns, useColumns } from './columns.ts';
import { useShown } from './context.ts';
import { HeatHead } from './heat-head.tsx';
import { EvalRows } from './heat-rows.tsx';
import { useWidth } from './use-width.ts';

/** Every eval by every iteration. */
export function HeatMap() {
  const { data, cells, route, go } = useShown();
  const { evals, iterations } = data.view;
  const { ref: scroller, width } = useWidth<HTMLElement>(900);
  const names = width < 560 ? 120 : 190;
  const size = Math.max(18, Math.min(52, Math.floor((width - names) / Math.max(1, iterations.length))));
  const columns = useColumns(iterations, { width: size, scroller });
  const shownEvals = route.changed ? evals.filter(({ id }) => cells.changed(id)) : evals;
  useScrollTo(scroller, { at: iterations.findIndex(({ number }) => number === route.iteration), size, names });
  return (
    <section aria-labelledby="heat-title">
      <h2 id="heat-title">Evals</h2>
      <div class="tools">
        <HeatLegend />
        <label>
          <input type="checkbox" checked={route.changed} onChange={() => go({ changed: !route.changed })} /> changed
          only
        </label>
      </div>
      <section ref={scroller} class="heat" aria-label="Evals by iterations" tabIndex={0}>
        <table aria-colcount={iterations.length + 1} style={placesOf({ size, names, all: iterations.length })}>
          <HeatHead columns={columns} size={size} />
          <tbody>
            {shownEvals.map((one) => (
              <EvalRows key={one.id} one={one} columns={columns} size={size} />
            ))}
          </tbody>
        </table>
        {shownEvals.length === 0 && (
          <p class="none">{evals.length === 0 ? 'No evals are known.' : 'Nothing flipped.'}</p>
        )}
        {columns.count < iterations.length && <PrintedColumns {...{ columns, all: iterations.length }} />}
      </section>
    </section>
  );
}

interface Places {
  /** Pixels of a column, and of the names at the left. */
  readonly size: number;
  readonly names: number;
  /** How many columns there are. */
  readonly all: number;
}

/** What the style places cells by. A table of the browser would be laid out anew, all of it, for each column. */
function placesOf({ size, names, all }: Places) {
  return { '--names': `${names}px`, '--size': `${size}px`, '--all': all };
}

/** Keeps the iteration that is open in sight. */
function useScrollTo(
  scroller: { readonly current: HTMLElement | null },
  { at, size, names }: { readonly at: number } & Pick<Places, 'size' | 'names'>,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null || at < 0) return;
    const [left, room] = [at * size, element.clientWidth - names];
    if (left < element.scrollLeft) element.scrollLeft = left;
    else if (left + size > element.scrollLeft + room) element.scrollLeft = left + size - room;
  }, [at, size, names]);
}

function HeatLegend() {
  return (
    <p class="legend">
      <span>
        <i class="ramp" /> 0–100 % of the expectations
      </span>
      <span>
        <i class="swatch fixed" /> fixed
      </span>
      <span>
        <i class="swatch broken" /> broken
      </span>
      <span>
        <i class="swatch flaky" /> flaky
      </span>
      <span>
        <i class="swatch unmeasured" /> not measured
      </span>
      <span>blank: not tried</span>
    </p>
  );
}

interface PrintedProps {
  readonly columns: Columns<ViewedIteration>;
  readonly all: number;
}

/** Paper does not scroll, so it says what it leaves out. */
function PrintedColumns({ columns: { blocks }, all }: PrintedProps) {
  const [first, last] = [blocks[0]?.columns[0]?.number, blocks.at(-1)?.columns.at(-1)?.number];
  return (
    <p class="printed note">
      Iterations {first} to {last} of {all}: those that were in sight when this was printed.
    </p>
  );
}
