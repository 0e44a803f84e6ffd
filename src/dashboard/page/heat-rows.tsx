import { useMemo } from 'preact/hooks';
import type { ViewedEval, ViewedIteration } from '../../core/run-view.ts';
import type { Block, Columns } from './columns.ts';
import { useShown } from './context.ts';
import { EvalCell, ExpectationCell } from './heat-cell.tsx';

interface RowsProps {
  readonly one: ViewedEval;
  readonly columns: Columns<ViewedIteration>;
  /** Pixels of a column. */
  readonly size: number;
}

/** The row of an eval, and those of its expectations where they are asked for. */
export function EvalRows({ one, columns, size }: RowsProps) {
  const { cells, route, go } = useShown();
  const isOpen = route.open.includes(one.id);
  const toggle = () => go({ open: isOpen ? route.open.filter((id) => id !== one.id) : [...route.open, one.id] });
  return (
    <>
      <tr>
        <th scope="row">
          <button type="button" class="name" aria-expanded={isOpen} onClick={toggle} title={one.id}>
            <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> <bdi>{one.id}</bdi>
            {one.split !== null && <small> {one.split}</small>}
          </button>
        </th>
        <BlocksOfRow one={one} columns={columns} size={size} number={null} />
      </tr>
      {isOpen &&
        one.expectations.map(({ text }, index) =>
          route.changed && !cells.changed(one.id, index + 1) ? null : (
            <tr key={text + String(index)} class="expectation">
              <th scope="row" title={text}>
                <bdi>{text}</bdi>
              </th>
              <BlocksOfRow one={one} columns={columns} size={size} number={index + 1} />
            </tr>
          ),
        )}
    </>
  );
}

interface BlocksProps extends RowsProps {
  /** Of the expectation; null for the eval as a whole. */
  readonly number: number | null;
}

function BlocksOfRow({ one, columns, size, number }: BlocksProps) {
  return (
    <>
      {columns.blocks.map((block) => (
        <CellsOfBlock key={block.place} {...{ block, size, number }} evalId={one.id} />
      ))}
    </>
  );
}

interface BlockProps {
  readonly block: Block<ViewedIteration>;
  readonly evalId: string;
  readonly size: number;
  readonly number: number | null;
}

/** Some cells of a row. They are drawn anew only where something in them changed, so that scrolling is smooth. */
function CellsOfBlock({ block, evalId, size, number }: BlockProps) {
  const { cells, route, go } = useShown();
  const open = block.columns.some((one) => one.number === route.iteration) ? route.iteration : null;
  const isRead = open !== null && route.evalId === evalId;
  const draw = () => {
    const drawn = block.columns.map(({ number: iteration }, index) => {
      const cell = cells.at(iteration, evalId);
      const isOpen = iteration === open;
      const props = { iteration, evalId, cell, isOpen, place: block.place + index };
      if (number !== null) return <ExpectationCell key={iteration} {...props} number={number} />;
      return <EvalCell key={iteration} {...props} isRead={isOpen && isRead} size={size} go={go} />;
    });
    return <>{drawn}</>;
  };
  return useMemo(draw, [block, evalId, size, number, cells, open, isRead, go]);
}
