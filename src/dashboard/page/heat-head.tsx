import { useMemo } from 'preact/hooks';
import type { ViewedIteration } from '../../core/run-view.ts';
import type { Block, Columns } from './columns.ts';
import { useShown } from './context.ts';
import { FATE_SYMBOL, fateOf } from './fate.ts';
import { columnOf } from './heat-cell.tsx';

interface HeadProps {
  readonly columns: Columns<ViewedIteration>;
  /** Pixels of a column. */
  readonly size: number;
}

/** Numbers of the iterations, what became of them, and their pass rates. */
export function HeatHead({ columns, size }: HeadProps) {
  return (
    <thead>
      <tr>
        <th scope="col">
          <span class="unseen">Eval</span>
        </th>
        {columns.blocks.map((block) => (
          <Names key={block.place} block={block} size={size} />
        ))}
      </tr>
      <tr class="rates">
        <th scope="row">Pass rate</th>
        {columns.blocks.map((block) => (
          <Rates key={block.place} block={block} />
        ))}
      </tr>
    </thead>
  );
}

interface BlockProps {
  readonly block: Block<ViewedIteration>;
}

function Names({ block, size }: BlockProps & Pick<HeadProps, 'size'>) {
  const { route, go } = useShown();
  const open = block.columns.some(({ number }) => number === route.iteration) ? route.iteration : null;
  const draw = () => {
    const drawn = block.columns.map((iteration, index) => {
      const { number } = iteration;
      const fate = fateOf(iteration);
      const isNamed = size > 24 || number % 5 === 0;
      return (
        <th key={number} scope="col" {...columnOf(block.place + index, open === number)}>
          <button type="button" tabIndex={-1} onClick={() => go({ iteration: number, evalId: null })}>
            {isNamed ? number : <span class="unseen">{number}</span>}
            <span class={`fate ${fate}`} title={fate}>
              {FATE_SYMBOL[fate]}
            </span>
          </button>
        </th>
      );
    });
    return <>{drawn}</>;
  };
  return useMemo(draw, [block, size, open, go]);
}

function Rates({ block }: BlockProps) {
  const draw = () => {
    const drawn = block.columns.map(({ number, row }, index) => (
      <td key={number} {...columnOf(block.place + index, false)}>
        {row?.score === null || row?.score === undefined ? '–' : Math.round(100 * row.score)}
      </td>
    ));
    return <>{drawn}</>;
  };
  return useMemo(draw, [block]);
}
