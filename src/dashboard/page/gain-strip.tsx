import type { DirectionGain } from '../../core/findings/directions.ts';
import { points } from './format.ts';
import { linearScale } from './scale.ts';
import { useWidth } from './use-width.ts';

interface GainStripProps {
  readonly own: readonly DirectionGain[];
  /** Gains that share the scale. */
  readonly all: readonly number[];
}

const [EDGE, MIDDLE, HEIGHT] = [14, 14, 42];

/** The gains of some candidates on a line with zero marked; kept ones as dots, reverted ones as crosses. */
export function GainStrip({ own, all }: GainStripProps) {
  const { ref, width } = useWidth<HTMLDivElement>(600);
  const known = own.flatMap(({ gain, ...one }) => (gain === null ? [] : [{ ...one, gain }]));
  const x = linearScale({ values: [0, ...all], range: [EDGE, width - EDGE], bounds: [-1, 1], ticks: 6 });
  const zero = x.ticks.findIndex((tick) => Math.abs(tick) < 1e-9);
  const every = width < 420 ? 2 : 1;
  return (
    <div ref={ref} class="chart strip">
      {known.length > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <g class="ground">
            <line x1={EDGE} x2={width - EDGE} y1={MIDDLE} y2={MIDDLE} />
            <line class="zero" x1={x(0)} x2={x(0)} y1={2} y2={MIDDLE + 12} />
            {x.ticks
              .filter((_, place) => (place - zero) % every === 0)
              .map((tick) => (
                <text key={tick} x={x(tick)} y={HEIGHT - 4} text-anchor={anchorAt(x(tick), width)}>
                  {Math.abs(tick) < 1e-9 ? 'no gain' : points(tick)}
                </text>
              ))}
          </g>
          {known.map(({ iteration, kept, gain }) => (
            <g key={iteration} class={`point ${kept ? 'kept' : 'reverted'}`}>
              {kept ? (
                <circle cx={x(gain)} cy={MIDDLE} r={5} />
              ) : (
                <path d={`M${x(gain) - 4} ${MIDDLE - 4}l8 8m-8 0l8 -8`} />
              )}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

/** Names at an edge stay inside. */
function anchorAt(x: number, width: number): 'start' | 'middle' | 'end' {
  if (x < 30) return 'start';
  return x > width - 30 ? 'end' : 'middle';
}
