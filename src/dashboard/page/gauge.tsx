import type { Gain } from '../../core/findings/gain.ts';
import { points } from './format.ts';
import type { GainWords } from './gain-words.ts';

const [WIDTH, HEIGHT, MIDDLE] = [420, 44, 15];

interface GaugeProps extends Pick<GainWords, 'type'> {
  readonly gain: Gain;
}

/** The gain and its band on a line with zero marked; nothing where there is no band. */
export function Gauge({ gain: { gain, interval }, type }: GaugeProps) {
  if (gain === null || interval === null) return null;
  const low = Math.min(0, interval.low) - 0.05;
  const high = Math.max(0, interval.high) + 0.05;
  const x = (value: number) => Math.round((WIDTH * (value - low)) / (high - low));
  const label = `Gain ${points(gain)} points, 95 % between ${points(interval.low)} and ${points(interval.high)}`;
  return (
    <svg class={`gauge ${type}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <line class="axis" x1={0} x2={WIDTH} y1={MIDDLE} y2={MIDDLE} />
      <line class="zero" x1={x(0)} x2={x(0)} y1={3} y2={27} />
      <rect
        class="band"
        x={x(interval.low)}
        width={x(interval.high) - x(interval.low)}
        y={MIDDLE - 6}
        height={12}
        rx={6}
      />
      <circle class="gain" cx={x(gain)} cy={MIDDLE} r={5.5} />
      <text x={x(0)} y={41} text-anchor="middle">
        no gain
      </text>
      <text x={x(interval.low)} y={41} text-anchor="middle">
        {Math.abs(x(interval.low) - x(0)) < 50 ? '' : points(interval.low)}
      </text>
      <text x={x(interval.high)} y={41} text-anchor="middle">
        {points(interval.high)}
      </text>
    </svg>
  );
}
