import { useShown } from './context.ts';
import type { Fate } from './fate.ts';
import { score } from './format.ts';
import type { Mark, ProgressModel } from './progress-model.ts';
import { formatRoute } from './route.ts';

interface ProgressMarkProps {
  readonly mark: Mark;
  readonly model: ProgressModel;
  readonly onPoint: (iteration: number) => void;
}

/** An iteration in the chart: a link over its whole column. */
export function ProgressMark({ mark, model, onPoint }: ProgressMarkProps) {
  const { route, go } = useShown();
  const { iteration, fate, x, y, believed } = mark;
  const { plot, step, lane } = model;
  const isOpen = route.iteration === iteration.number;
  const half = Math.max(3, Math.min(step, 60) / 2);
  const open = (event: Event) => {
    event.preventDefault();
    go({ iteration: iteration.number, evalId: null });
  };
  return (
    <a
      class={`mark ${fate}${isOpen ? ' open' : ''}`}
      href={formatRoute({ ...route, iteration: iteration.number, evalId: null }) || '#'}
      aria-label={`Iteration ${iteration.number}: ${fate}, measured ${score(iteration.row?.score)}`}
      tabindex={isOpen || iteration.number === 0 ? 0 : -1}
      onClick={open}
      onMouseEnter={() => onPoint(iteration.number)}
      onFocus={() => onPoint(iteration.number)}
    >
      <rect class="reach" x={x - half} width={2 * half} y={plot.top - 10} height={280} rx={4} />
      {believed !== null && fate === 'reverted' && (
        <g class="believed">
          <line x1={x} x2={x} y1={believed.low} y2={believed.high} />
          <line x1={x - 3} x2={x + 3} y1={believed.mid} y2={believed.mid} />
        </g>
      )}
      {y !== null && <Shape fate={fate} x={x} y={y} small={step < 8} />}
      {y === null && lane !== null && iteration.row !== null && (
        <rect class="unmeasured" x={x - 3.5} y={lane - 3.5} width={7} height={7} />
      )}
    </a>
  );
}

interface ShapeProps {
  readonly fate: Fate;
  readonly x: number;
  readonly y: number;
  readonly small: boolean;
}

function Shape({ fate, x, y, small }: ShapeProps) {
  const r = small ? 2.5 : 5;
  if (fate === 'kept') return <circle cx={x} cy={y} r={r} />;
  const outline =
    fate === 'reverted'
      ? `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`
      : `M${x} ${y - r - 1}L${x + r + 1} ${y}L${x} ${y + r + 1}L${x - r - 1} ${y}Z`;
  return <path d={outline} />;
}
