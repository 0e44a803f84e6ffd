import type { Comparison } from '../../core/findings/generalisation.ts';
import { score } from './format.ts';
import { linearScale } from './scale.ts';
import { useWidth } from './use-width.ts';

interface PlotProps {
  readonly comparisons: readonly Comparison[];
}

const [LEFT, TOP, BOTTOM, MOST] = [44, 28, 34, 320];

/** A point for each figure that was made twice; on the diagonal both are equal, below it something did not carry over. */
export function GeneralisationPlot({ comparisons }: PlotProps) {
  const { ref, width } = useWidth<HTMLDivElement>(MOST);
  const size = Math.min(MOST, width);
  const values = comparisons.flatMap(({ deciding, after }) => [deciding, after]);
  const scaleTo = (range: readonly [number, number]) => linearScale({ values, range, bounds: [0, 1], ticks: 4 });
  const x = scaleTo([LEFT, size - 16]);
  const y = scaleTo([size - BOTTOM, TOP]);
  const [low, high] = [x.ticks[0] ?? 0, x.ticks.at(-1) ?? 1];
  return (
    <div ref={ref} class="chart scatter">
      <svg
        width={size}
        height={size}
        role="img"
        aria-label="What was measured afterwards against what the climb went by; the figures stand in the table"
      >
        <g class="ground">
          {x.ticks.map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={size - 16} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT - 8} y={y(tick) + 4} text-anchor="end">
                {tickText(tick)}
              </text>
              <text x={x(tick)} y={size - BOTTOM + 16} text-anchor="middle">
                {tickText(tick)}
              </text>
            </g>
          ))}
          <text x={size - 16} y={size - 3} text-anchor="end">
            deciding evals →
          </text>
          <text x={4} y={11}>
            ↑ afterwards
          </text>
        </g>
        <line class="diagonal" x1={x(low)} y1={y(low)} x2={x(high)} y2={y(high)} />
        {comparisons.map((one) => (
          <Point
            key={`${one.source} ${one.version}`}
            one={one}
            x={x(one.deciding)}
            y={y(one.after)}
            right={size - 60}
          />
        ))}
      </svg>
    </div>
  );
}

interface PointProps {
  readonly one: Comparison;
  readonly x: number;
  readonly y: number;
  /** Where names stand on the left of their point. */
  readonly right: number;
}

function Point({ one: { version, source, deciding, after }, x, y, right }: PointProps) {
  const isRight = x > right;
  return (
    <g class={`compared-point ${source}`}>
      <title>{`${version}: ${score(deciding)} on the deciding evals, ${score(after)} afterwards (${source})`}</title>
      {source === 'certify' ? (
        <path d={`M${x} ${y - 6}l6 6l-6 6l-6 -6Z`} />
      ) : (
        <circle cx={x} cy={y} r={source === 'submit' ? 5.5 : 4.5} />
      )}
      <text x={isRight ? x - 10 : x + 10} y={y + 4} text-anchor={isRight ? 'end' : 'start'}>
        {version}
      </text>
    </g>
  );
}

function tickText(tick: number): string {
  return tick.toFixed(2).replace(/^(\d\.\d)0$/, '$1');
}
