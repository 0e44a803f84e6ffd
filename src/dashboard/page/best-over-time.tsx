import { useState } from 'preact/hooks';
import {
  type Along,
  type BestPoint,
  bestAlong,
  milestones,
  type OverTimeModel,
  overTimeModel,
  waysAlong,
} from './best-over-time-model.ts';
import { useShown } from './context.ts';
import { FATE_SYMBOL } from './fate.ts';
import { duration, score } from './format.ts';
import { formatMeasure } from './measures.ts';
import { ScoreLines } from './score-lines.tsx';
import { useWidth } from './use-width.ts';

const NAMES: Readonly<Record<Along, string>> = {
  clock: 'by the clock',
  cost_usd: 'by cost',
  tokens: 'by tokens',
  duration_ms: 'by time of calls',
};
const HEIGHT = 240;

/** How the best score rose with time, or with what was spent. */
export function BestOverTime() {
  const { data } = useShown();
  const [chosen, setChosen] = useState<Along | null>(null);
  const ways = waysAlong(data.view);
  const along = ways.find((one) => one === chosen) ?? ways[0];
  return (
    <section aria-labelledby="over-time-title">
      <h2 id="over-time-title">Best over time</h2>
      {along === undefined ? (
        <p class="none">Nothing was decided yet, or nothing says when.</p>
      ) : (
        <>
          <fieldset class="ways">
            <legend class="unseen">What it is followed by</legend>
            {ways.map((one) => (
              <button key={one} type="button" class="plain" aria-pressed={one === along} onClick={() => setChosen(one)}>
                {NAMES[one]}
              </button>
            ))}
          </fieldset>
          <Chart along={along} points={bestAlong(data.view, along)} />
        </>
      )}
    </section>
  );
}

interface ChartProps {
  readonly along: Along;
  readonly points: readonly BestPoint[];
}

function Chart({ along, points }: ChartProps) {
  const { ref, width } = useWidth<HTMLDivElement>(480);
  const model = overTimeModel(points, width, HEIGHT);
  const last = points.at(-1);
  return (
    <div ref={ref} class="chart">
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={`The best score ${NAMES[along]}: ${score(points[0]?.best)} at first, ${score(last?.best)} in the end`}
      >
        <Axes along={along} model={model} />
        <path class="best" d={model.line} />
        {model.marks.map(({ iteration, kept, x, y }) => (
          <g key={iteration} class={`point ${kept ? 'kept' : 'baseline'}`}>
            {kept ? <circle cx={x} cy={y} r={5} /> : <path d={`M${x} ${y - 6}l6 6l-6 6l-6 -6Z`} />}
          </g>
        ))}
      </svg>
      <Milestones along={along} points={points} />
    </div>
  );
}

function Axes({ along, model: { plot, x, y } }: { readonly along: Along; readonly model: OverTimeModel }) {
  return (
    <g class="ground">
      <ScoreLines plot={plot} y={y} />
      {x.ticks
        .filter((tick) => x(tick) <= plot.right + 1)
        .map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT - 6} text-anchor={x(tick) > plot.right - 30 ? 'end' : 'middle'}>
            {tick === 0 ? '0' : atText(along, tick)}
          </text>
        ))}
    </g>
  );
}

function Milestones({ along, points }: ChartProps) {
  const shown = milestones(points);
  return (
    <details class="as-table">
      <summary>As a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Iteration</th>
            <th scope="col" class="figure">
              {along === 'clock' ? 'After' : 'Spent'}
            </th>
            <th scope="col" class="figure">
              Best
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ iteration, kept, at, best }) => (
            <tr key={iteration}>
              <th scope="row">
                {iteration} {kept && <span class="fate kept">{FATE_SYMBOL.kept} kept</span>}
              </th>
              <td class="figure">{atText(along, at)}</td>
              <td class="figure">{score(best)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function atText(along: Along, at: number): string {
  if (along === 'clock') return duration(at);
  return formatMeasure(along, along === 'cost_usd' ? at : Math.round(at));
}
