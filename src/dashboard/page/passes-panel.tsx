import type { ViewedPass } from '../../core/run-view.ts';
import { useShown } from './context.ts';
import { counted, score } from './format.ts';
import { groupedPasses, passName, passScore, versionTitle } from './passes.ts';

/** What was measured beside the climb: final passes, certificates, calibrations and comparisons; nothing where there is none. */
export function Passes() {
  const { data } = useShown();
  const groups = groupedPasses(data.view);
  if (groups.length === 0) return null;
  return (
    <section aria-labelledby="passes-title">
      <h2 id="passes-title">Measured beside the climb</h2>
      <section class="wide" aria-label="Passes" tabIndex={0}>
        <table class="decisions passes">
          <thead>
            <tr>
              <th scope="col">Pass</th>
              <th scope="col">Version</th>
              <th scope="col" class="figure">
                Score
              </th>
              <th scope="col" class="figure">
                Measured
              </th>
            </tr>
          </thead>
          {groups.map(({ purpose, title, about, passes }) => (
            <tbody key={purpose}>
              {passes.map((pass, index) => (
                <tr key={passName(pass)}>
                  {index === 0 && (
                    <th scope="rowgroup" rowSpan={passes.length} class="change">
                      <bdi>{title}</bdi>
                      <small>{about}</small>
                    </th>
                  )}
                  <VersionCells pass={pass} />
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </section>
    </section>
  );
}

function VersionCells({ pass }: { readonly pass: ViewedPass }) {
  const { data, route, go } = useShown();
  const { trials, version } = pass;
  const name = passName(pass);
  const isOpen = route.pass === name ? 'open' : '';
  const measured = trials.filter(({ passed }) => passed !== null).length;
  return (
    <>
      <td class={isOpen}>
        <button type="button" class="link" onClick={() => go({ pass: name, evalId: null, trial: 1 })}>
          {versionTitle(version)}
        </button>
      </td>
      <td class={`figure ${isOpen}`}>{score(passScore(pass, data.view.evals))}</td>
      <td class={`figure ${isOpen}`}>
        {measured} of {counted(trials.length, 'trial')}
      </td>
    </>
  );
}
