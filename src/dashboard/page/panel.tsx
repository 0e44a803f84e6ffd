import { useEffect, useRef } from 'preact/hooks';
import { useShown } from './context.ts';
import { IterationView } from './iteration-view.tsx';
import { Reader } from './reader.tsx';

/** The iteration or the trial that is open, beside the page. */
export function Panel() {
  const { data, route, go } = useShown();
  const heading = useRef<HTMLHeadingElement>(null);
  const key = `${route.iteration}/${route.evalId ?? ''}`;
  // biome keeps no list of what a key stands for: another trial or iteration is read from its top.
  useEffect(() => {
    heading.current?.closest('.panel')?.scrollTo({ top: 0 });
    heading.current?.focus({ preventScroll: true });
  }, [key]);
  const iteration = data.view.iterations.find(({ number }) => number === route.iteration);
  return (
    <aside class={`panel${route.evalId === null ? '' : ' reading'}`} aria-labelledby="panel-title">
      <header>
        <h2 id="panel-title" ref={heading} tabIndex={-1}>
          {route.evalId === null ? (
            <>Iteration {route.iteration}</>
          ) : (
            <>
              <button type="button" class="link" onClick={() => go({ evalId: null, trial: 1, search: '' })}>
                Iteration {route.iteration}
              </button>{' '}
              / <bdi>{route.evalId}</bdi>
            </>
          )}
        </h2>
        <button
          type="button"
          class="plain"
          aria-label="Close"
          title="Close (Esc)"
          onClick={() => go({ iteration: null, evalId: null })}
        >
          ✕
        </button>
      </header>
      {iteration === undefined ? (
        <p class="none">There is no record of this iteration.</p>
      ) : route.evalId === null ? (
        <IterationView iteration={iteration} />
      ) : (
        <Reader iteration={iteration} evalId={route.evalId} />
      )}
    </aside>
  );
}
