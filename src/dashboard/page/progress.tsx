import { useState } from 'preact/hooks';
import type { ViewedIteration } from '../../core/run-view.ts';
import { useShown } from './context.ts';
import { FATE_SYMBOL, fateOf } from './fate.ts';
import { percent, score } from './format.ts';
import { ProgressMark } from './progress-mark.tsx';
import { type ProgressModel, progressModel } from './progress-model.ts';
import { ScoreLines } from './score-lines.tsx';
import { useWidth } from './use-width.ts';

/** Every iteration's score, and the best one with its band. */
export function Progress() {
  const { data, route } = useShown();
  const [pointed, setPointed] = useState<number | null>(null);
  const { ref, width } = useWidth<HTMLDivElement>(900);
  const model = progressModel(data.view, width);
  const told = pointed ?? route.iteration ?? data.view.iterations.at(-1)?.number;
  const iteration = data.view.iterations.find(({ number }) => number === told);
  return (
    <section aria-labelledby="progress-title">
      <h2 id="progress-title">Progress</h2>
      <Legend view={model} rule={data.view.run?.config.rule ?? null} />
      <div ref={ref} class="chart">
        <svg
          width={width}
          height={292}
          viewBox={`0 0 ${width} 292`}
          aria-label="Score of each iteration"
          onMouseLeave={() => setPointed(null)}
        >
          <Ground model={model} />
          <path class="band" d={model.band} />
          <path class="best" d={model.line} />
          <Levels model={model} />
          {model.marks.map((mark) => (
            <ProgressMark key={mark.iteration.number} mark={mark} model={model} onPoint={setPointed} />
          ))}
        </svg>
      </div>
      {iteration !== undefined && <Readout iteration={iteration} />}
    </section>
  );
}

function Legend({ view, rule }: { readonly view: ProgressModel; readonly rule: string | null }) {
  const isMissing = view.lane !== null;
  return (
    <p class="legend">
      <span class="fate baseline">{FATE_SYMBOL.baseline} baseline</span>
      <span class="fate kept">{FATE_SYMBOL.kept} kept</span>
      <span class="fate reverted">{FATE_SYMBOL.reverted} reverted</span>
      {isMissing && <span class="fate unmeasured">□ not measured completely</span>}
      <span>
        <i class="swatch line" /> best so far{rule === 'race' ? ', estimated' : ''}
      </span>
      {view.band !== '' && (
        <span>
          <i class="swatch band" /> 95 %
        </span>
      )}
      {view.marks.some(({ believed }) => believed !== null) && (
        <span>
          <i class="swatch whisker" /> believed of the candidate
        </span>
      )}
    </p>
  );
}

function Ground({ model: { plot, y, lane, marks, step } }: { readonly model: ProgressModel }) {
  const every = Math.max(1, Math.ceil(34 / step));
  return (
    <g class="ground">
      <ScoreLines plot={plot} y={y} />
      {lane !== null && (
        <rect class="lane" x={plot.left} width={plot.right - plot.left} y={lane - 11} height={22} rx={4} />
      )}
      {marks.map(({ iteration, x }, index) =>
        index % every === 0 ? (
          <text key={iteration.number} x={x} y={286} text-anchor="middle">
            {iteration.number}
          </text>
        ) : null,
      )}
    </g>
  );
}

function Levels({ model: { levels, plot } }: { readonly model: ProgressModel }) {
  return (
    <g class="levels">
      {levels.map(({ name, y, labelY, value }) => (
        <g key={name}>
          <line x1={plot.left} x2={plot.right} y1={y} y2={y} />
          <text x={plot.right} y={labelY} text-anchor="end">
            {name} {score(value)}
          </text>
        </g>
      ))}
    </g>
  );
}

/** What the chart says of one iteration, in words. */
function Readout({ iteration }: { readonly iteration: ViewedIteration }) {
  const { number, row, counted } = iteration;
  const fate = fateOf(iteration);
  const measured =
    counted !== null && row !== null && row.score === null
      ? `${counted.evals_seen ?? 0} of ${counted.evals_total ?? '?'} evals`
      : score(row?.score);
  return (
    <p class="readout" aria-live="polite">
      <b>
        {number} <span class={`fate ${fate}`}>{`${FATE_SYMBOL[fate]} ${fate}`}</span>
      </b>
      <span>measured {measured}</span>
      {counted !== null && counted.estimate !== null && (
        <span>
          counted {score(counted.estimate)} ({score(counted.low)}–{score(counted.high)})
        </span>
      )}
      {counted !== null && counted.p_better !== null && <span>P(better) {percent(counted.p_better)}</span>}
      <bdi>{row?.changelog ?? 'under way'}</bdi>
    </p>
  );
}
