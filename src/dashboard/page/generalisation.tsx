import type { Comparison } from '../../core/findings/generalisation.ts';
import { useShown } from './context.ts';
import { points, score } from './format.ts';
import { GeneralisationPlot } from './generalisation-plot.tsx';

/** What each figure was measured on afterwards, with its symbol. */
export const MADE_ON: Readonly<Record<Comparison['source'], readonly [symbol: string, name: string]>> = {
  submit: ['●', 'sealed evals (submit)'],
  certify: ['◆', 'the deciding evals afresh (certify)'],
  fresh: ['○', 'the deciding evals afresh (final passes)'],
};

/** Whether what was gained carries over: what the climb went by against what was measured afterwards. */
export function Generalisation() {
  const { data } = useShown();
  const { comparisons } = data.findings;
  return (
    <section aria-labelledby="generalisation-title">
      <h2 id="generalisation-title">Does it generalise?</h2>
      <Said />
      {comparisons.length > 0 && (
        <>
          <GeneralisationPlot comparisons={comparisons} />
          <Figures comparisons={comparisons} />
        </>
      )}
    </section>
  );
}

function Said() {
  const { view, findings } = useShown().data;
  const { generalisation } = findings;
  if (view.best === null) return <p class="none">Nothing was measured yet.</p>;
  if (generalisation.type === 'not measured') {
    return (
      <p>
        Not measured: <code>skillratchet submit</code> would tell.
      </p>
    );
  }
  if (generalisation.type === 'not possible') {
    return (
      <p class="note">No eval was set apart, so that nothing tells how it does on evals that the climb never saw.</p>
    );
  }
  const { best, evals, alarm } = generalisation;
  const isRed = alarm !== null && best.gap >= alarm - 1e-9;
  return (
    <p>
      {best.version} has {score(best.deciding)} on the deciding evals and <b>{score(best.after)}</b> on {evals} sealed{' '}
      {evals === 1 ? 'eval' : 'evals'}.{' '}
      {isRed ? (
        <b class="bad">⚠ A gap of {points(best.gap)} points: part of the gain may be fitted to the evals.</b>
      ) : (
        `A gap of ${points(best.gap)} points.`
      )}
    </p>
  );
}

function Figures({ comparisons }: { readonly comparisons: readonly Comparison[] }) {
  return (
    <table class="compared">
      <thead>
        <tr>
          <th scope="col">Version, on</th>
          <th scope="col" class="figure">
            Deciding
          </th>
          <th scope="col" class="figure">
            After
          </th>
          <th scope="col" class="figure">
            Gap
          </th>
        </tr>
      </thead>
      <tbody>
        {comparisons.map(({ version, source, deciding, after, gap }) => (
          <tr key={`${source} ${version}`}>
            <th scope="row">
              <span aria-hidden="true">{MADE_ON[source][0]}</span> <bdi>{version}</bdi>{' '}
              <small>{MADE_ON[source][1]}</small>
            </th>
            <td class="figure">{score(deciding)}</td>
            <td class="figure">{score(after)}</td>
            <td class="figure">{points(gap)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
