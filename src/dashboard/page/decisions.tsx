import { useState } from 'preact/hooks';
import type { ViewedIteration } from '../../core/run-view.ts';
import { useShown } from './context.ts';
import { fateOf } from './fate.ts';
import { percent, score } from './format.ts';
import { FateMark, FlipCounts } from './symbols.tsx';

/** So many rows are drawn at first; a long run has the rest behind a button. */
const ROWS = 60;

/** Every decision with its reason, the newest first. */
export function Decisions() {
  const { data } = useShown();
  const [all, setAll] = useState(false);
  const iterations = data.view.iterations.toReversed();
  const isRace = iterations.some(({ counted }) => counted !== null);
  const shown = all ? iterations : iterations.slice(0, ROWS);
  return (
    <section aria-labelledby="decisions-title">
      <h2 id="decisions-title">Decisions</h2>
      <section class="wide" aria-label="Decisions" tabIndex={0}>
        <table class="decisions">
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">Iteration</span>
              </th>
              <th scope="col">Decision</th>
              <th scope="col" class="figure">
                Measured
              </th>
              {isRace && (
                <th scope="col" class="figure">
                  P(better)
                </th>
              )}
              <th scope="col">Change and reason</th>
              <th scope="col">Flips</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((iteration) => (
              <DecisionRow key={iteration.number} iteration={iteration} isRace={isRace} />
            ))}
          </tbody>
        </table>
      </section>
      {shown.length < iterations.length && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          Show all {iterations.length}
        </button>
      )}
    </section>
  );
}

function DecisionRow({ iteration, isRace }: { readonly iteration: ViewedIteration; readonly isRace: boolean }) {
  const { route, go } = useShown();
  const { number, row, reason, counted } = iteration;
  const fate = fateOf(iteration);
  const open = () => go({ iteration: number, evalId: null });
  return (
    <tr class={`${fate}${route.iteration === number ? ' open' : ''}`}>
      <th scope="row">
        <button type="button" class="link" onClick={open}>
          {number}
        </button>
      </th>
      <td>
        <FateMark fate={fate} />
      </td>
      <td class="figure">{measuredText(iteration)}</td>
      {isRace && <td class="figure">{percent(counted?.p_better)}</td>}
      <td class="change">
        <bdi>{row?.changelog ?? 'under way'}</bdi>
        <small class="narrow">{narrowText(iteration)}</small>
        {reason !== null && <small>{reason}</small>}
      </td>
      <td>
        <FlipCounts iteration={iteration} />
      </td>
    </tr>
  );
}

/** What the columns of figures say, where there is no room for them. */
function narrowText(iteration: ViewedIteration): string {
  const p = iteration.counted?.p_better ?? null;
  return `measured ${measuredText(iteration)}${p === null ? '' : ` · P(better) ${percent(p)}`}`;
}

/** The score, or how much of it there is. */
function measuredText({ row, counted }: ViewedIteration): string {
  if (row === null || row.score !== null) return score(row?.score);
  return counted?.evals_seen == null ? '–' : `${counted.evals_seen} of ${counted.evals_total}`;
}
