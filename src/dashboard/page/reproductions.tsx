import type { ViewedReproduction } from '../../core/run-view.ts';
import { useShown } from './context.ts';
import { moment, score } from './format.ts';

/** Iterations that were measured again, all of them or one: when, by whom, and whether their score came out. */
export function Reproductions({ iteration }: { readonly iteration?: number }) {
  const { view } = useShown().data;
  const own = view.reproductions.filter((one) => iteration === undefined || one.iteration === iteration);
  if (own.length === 0) return null;
  return (
    <div class="tables reproductions">
      <table>
        <caption>Measured again</caption>
        <thead>
          <tr>
            {iteration === undefined && <th scope="col">Iteration</th>}
            <th scope="col">Begun</th>
            <th scope="col" class="figure">
              Then
            </th>
            <th scope="col" class="figure">
              Again
            </th>
            <th scope="col">By</th>
            <th scope="col">What came out</th>
          </tr>
        </thead>
        <tbody>
          {own.map((one) => (
            <Reproduction key={one.number} one={one} isNamed={iteration === undefined} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Reproduction({ one, isNamed }: { readonly one: ViewedReproduction; readonly isNamed: boolean }) {
  const { data, go } = useShown();
  return (
    <tr>
      {isNamed && (
        <th scope="row">
          <button type="button" class="link" onClick={() => go({ iteration: one.iteration, evalId: null, trial: 1 })}>
            {one.iteration}
          </button>
        </th>
      )}
      <td>{moment(one.started_at)}</td>
      <td class="figure">{score(one.recorded)}</td>
      <td class="figure">{score(one.score)}</td>
      <td>
        <bdi>{one.executor}</bdi>
      </td>
      <td>{data.said.reproduced[one.number]}</td>
    </tr>
  );
}
