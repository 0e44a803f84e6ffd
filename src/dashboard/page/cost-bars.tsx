import type { ViewedIteration } from '../../core/run-view.ts';
import type { Role } from '../../core/schema/trial.ts';
import { formatMeasure, type Measure } from './measures.ts';
import { linearScale, type Scale } from './scale.ts';
import { useWidth } from './use-width.ts';

interface CostBarsProps {
  readonly iterations: readonly ViewedIteration[];
  readonly measure: Measure;
  readonly roles: readonly Role[];
}

const [LEFT, TOP, BOTTOM] = [64, 8, 132];

/** A bar for each iteration, a part for each role. */
export function CostBars({ iterations, measure, roles }: CostBarsProps) {
  const { ref, width } = useWidth<HTMLDivElement>(900);
  const most = Math.max(0, ...iterations.map(({ spend }) => spend?.[measure] ?? 0));
  const y = linearScale({ values: [0, most], range: [BOTTOM, TOP], bounds: [0, Number.POSITIVE_INFINITY], ticks: 3 });
  const step = (width - LEFT - 8) / Math.max(1, iterations.length);
  return (
    <div ref={ref} class="chart">
      <p class="legend">
        {roles.map((role) => (
          <span key={role}>
            <i class={`swatch ${role}`} /> {role}
          </span>
        ))}
      </p>
      <svg
        width={width}
        height={152}
        viewBox={`0 0 ${width} 152`}
        role="img"
        aria-label="What each iteration took, by role"
      >
        <g class="ground">
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={width - 8} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT - 8} y={y(tick) + 4} text-anchor="end">
                {formatMeasure(measure, measure === 'cost_usd' ? tick : Math.round(tick))}
              </text>
            </g>
          ))}
        </g>
        {iterations.map((iteration, index) => (
          <Bar
            key={iteration.number}
            iteration={iteration}
            axes={{ x: LEFT + (index + 0.5) * step, y, step }}
            named={index % Math.max(1, Math.ceil(34 / step)) === 0}
            {...{ measure, roles }}
          />
        ))}
      </svg>
    </div>
  );
}

interface BarProps extends Pick<CostBarsProps, 'measure' | 'roles'> {
  readonly iteration: ViewedIteration;
  readonly axes: { readonly x: number; readonly y: Scale; readonly step: number };
  readonly named: boolean;
}

function Bar({ iteration: { number, spend }, measure, roles, axes: { x, y, step }, named }: BarProps) {
  const width = Math.max(1, Math.min(32, step * 0.7));
  const parts = roles.map((role) => spend?.roles[role][measure] ?? 0);
  return (
    <g class="bars">
      <title>{`Iteration ${number}: ${formatMeasure(measure, spend?.[measure] ?? null)}`}</title>
      <rect class="reach" x={x - step / 2} width={step} y={TOP} height={BOTTOM - TOP} />
      {roles.map((role, place) => {
        const below = parts.slice(0, place).reduce((total, part) => total + part, 0);
        const top = y(below + (parts[place] ?? 0));
        return <rect key={role} class={role} x={x - width / 2} width={width} y={top} height={y(below) - top} />;
      })}
      {named && (
        <text x={x} y={148} text-anchor="middle">
          {number}
        </text>
      )}
    </g>
  );
}
