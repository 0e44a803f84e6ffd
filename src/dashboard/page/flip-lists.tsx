import type { ViewedIteration } from '../../core/run-view.ts';
import { expectationText, parseName } from './cells.ts';
import { useShown } from './context.ts';

const KINDS = [
  ['fixed', '▲', 'Fixed'],
  ['broken', '▼', 'Broken'],
  ['flaky', '~', 'Flaky'],
] as const;

/** The expectations that an iteration fixed, broke, or found to waver; each leads to its trial. */
export function FlipLists({ iteration }: { readonly iteration: ViewedIteration }) {
  return (
    <>
      {KINDS.map(([kind, symbol, title]) => {
        const names = iteration.flips[kind];
        if (names.length === 0) return null;
        return (
          <section key={kind} class={`flip-list ${kind}`}>
            <h3>
              <span aria-hidden="true">{symbol}</span> {title} <small>{names.length}</small>
            </h3>
            <ul>
              {names.map((name) => (
                <Flip key={name} name={name} iteration={iteration.number} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Flip({ name, iteration }: { readonly name: string; readonly iteration: number }) {
  const { data, go } = useShown();
  const { evalId, number } = parseName(name);
  const one = data.view.evals.find(({ id }) => id === evalId);
  return (
    <li>
      <button type="button" class="link" onClick={() => go({ iteration, evalId, trial: 1 })}>
        <bdi>{evalId}</bdi> {number}
      </button>{' '}
      <bdi>{expectationText(one, number)}</bdi>
    </li>
  );
}
