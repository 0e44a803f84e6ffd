import type { Scale } from './scale.ts';

interface ScoreLinesProps {
  readonly plot: { readonly left: number; readonly right: number };
  readonly y: Scale;
}

/** The lines across a chart at round scores, each with its score at the left. */
export function ScoreLines({ plot, y }: ScoreLinesProps) {
  return (
    <>
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line x1={plot.left} x2={plot.right} y1={y(tick)} y2={y(tick)} />
          <text x={plot.left - 8} y={y(tick) + 4} text-anchor="end">
            {tick.toFixed(2).replace(/^(\d\.\d)0$/, '$1')}
          </text>
        </g>
      ))}
    </>
  );
}
