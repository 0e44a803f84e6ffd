import { useEffect } from 'preact/hooks';
import type { ViewedEval, ViewedIteration } from '../../core/run-view.ts';
import { type Columns, useColumns } from './columns.ts';
import { useShown } from './context.ts';
import { FATE_SYMBOL, fateOf } from './fate.ts';
import { EvalCell, ExpectationCell } from './heat-cell.tsx';
import { useWidth } from './use-width.ts';

/** Every eval by every iteration. */
export function HeatMap() {
  const { data, cells, route, go } = useShown();
  const { evals, iterations } = data.view;
  const { ref: scroller, width } = useWidth<HTMLElement>(900);
  const size = Math.max(18, Math.min(52, Math.floor((width - NAMES) / Math.max(1, iterations.length))));
  const columns = useColumns({ count: iterations.length, width: size, scroller });
  const shownEvals = route.changed ? evals.filter(({ id }) => cells.changed(id)) : evals;
  useScrollTo(scroller, { at: iterations.findIndex(({ number }) => number === route.iteration), size });
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
        <table style={{ width: `${NAMES + size * iterations.length}px` }}>
          <HeatHead iterations={iterations} columns={columns} size={size} />
          <tbody>
            {shownEvals.map((one) => (
              <EvalRows key={one.id} one={one} columns={columns} size={size} />
            ))}
          </tbody>
        </table>
        {shownEvals.length === 0 && (
          <p class="none">{evals.length === 0 ? 'No evals are known.' : 'Nothing flipped.'}</p>
        )}
      </section>
    </section>
  );
}

/** Pixels of the names at the left, as the style has it. */
const NAMES = 190;

/** Keeps the iteration that is open in sight. */
function useScrollTo(
  scroller: { readonly current: HTMLElement | null },
  { at, size }: { readonly at: number; readonly size: number },
): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null || at < 0) return;
    const [left, room] = [at * size, element.clientWidth - NAMES];
    if (left < element.scrollLeft) element.scrollLeft = left;
    else if (left + size > element.scrollLeft + room) element.scrollLeft = left + size - room;
  }, [at, size]);
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

interface HeadProps {
  readonly iterations: readonly ViewedIteration[];
  readonly columns: Columns;
  readonly size: number;
}

function HeatHead({ iterations, columns, size }: HeadProps) {
  const { route, go } = useShown();
  const shown = iterations.slice(columns.from, columns.to);
  return (
    <thead>
      <tr>
        <th scope="col">
          <span class="unseen">Eval</span>
        </th>
        <Room width={columns.before} />
        {shown.map((iteration) => {
          const fate = fateOf(iteration);
          return (
            <th
              key={iteration.number}
              scope="col"
              style={{ width: `${size}px` }}
              class={route.iteration === iteration.number ? 'open' : ''}
            >
              <button type="button" tabIndex={-1} onClick={() => go({ iteration: iteration.number, evalId: null })}>
                {size > 24 || iteration.number % 5 === 0 ? (
                  iteration.number
                ) : (
                  <span class="unseen">{iteration.number}</span>
                )}
                <span class={`fate ${fate}`} title={fate}>
                  {FATE_SYMBOL[fate]}
                </span>
              </button>
            </th>
          );
        })}
        <Room width={columns.after} />
      </tr>
      <tr class="rates">
        <th scope="row">Pass rate</th>
        <Room width={columns.before} />
        {shown.map(({ number, row }) => (
          <td key={number} class={row?.score === null ? 'none' : ''}>
            {row?.score === null || row?.score === undefined ? '–' : Math.round(100 * row.score)}
          </td>
        ))}
        <Room width={columns.after} />
      </tr>
    </thead>
  );
}

/** The place of columns that are out of sight. */
function Room({ width }: { readonly width: number }) {
  return width === 0 ? null : <td class="room" style={{ width: `${width}px` }} />;
}

interface RowProps {
  readonly one: ViewedEval;
  readonly columns: Columns;
  readonly size: number;
}

/** The row of an eval, and those of its expectations where they are asked for. */
function EvalRows({ one, columns, size }: RowProps) {
  const { data, cells, route, go } = useShown();
  const shown = data.view.iterations.slice(columns.from, columns.to);
  const isOpen = route.open.includes(one.id);
  const toggle = () => go({ open: isOpen ? route.open.filter((id) => id !== one.id) : [...route.open, one.id] });
  return (
    <>
      <tr>
        <th scope="row">
          <button type="button" aria-expanded={isOpen} onClick={toggle} title={one.id}>
            <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> <bdi>{one.id}</bdi>
            {one.split !== null && <small> {one.split}</small>}
          </button>
        </th>
        <Room width={columns.before} />
        {shown.map(({ number }) => (
          <EvalCell key={number} iteration={number} evalId={one.id} size={size} />
        ))}
        <Room width={columns.after} />
      </tr>
      {isOpen &&
        one.expectations.map(({ text }, index) =>
          route.changed && !cells.changed(one.id, index + 1) ? null : (
            <tr key={text + String(index)} class="expectation">
              <th scope="row" title={text}>
                <bdi>{text}</bdi>
              </th>
              <Room width={columns.before} />
              {shown.map(({ number }) => (
                <ExpectationCell key={number} iteration={number} evalId={one.id} number={index + 1} />
              ))}
              <Room width={columns.after} />
            </tr>
          ),
        )}
    </>
  );
}
