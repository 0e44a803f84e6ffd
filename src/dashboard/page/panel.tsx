import { useEffect, useRef } from 'preact/hooks';
import { useShown } from './context.ts';
import { IterationView } from './iteration-view.tsx';
import { openedOf, titleOf } from './opened.ts';
import { PassView } from './pass-view.tsx';
import { Reader } from './reader.tsx';

/** The iteration, the pass or the trial that is open, beside the page. */
export function Panel() {
  const { data, route, go } = useShown();
  const heading = useRef<HTMLHeadingElement>(null);
  const key = `${route.iteration ?? route.pass}/${route.evalId ?? ''}`;
  // biome keeps no list of what a key stands for: another trial or iteration is read from its top.
  useEffect(() => {
    heading.current?.closest('.panel')?.scrollTo({ top: 0 });
    heading.current?.focus({ preventScroll: true });
  }, [key]);
  const opened = openedOf(data.view, route);
  const title = titleOf(opened, route);
  return (
    <aside class={`panel${route.evalId === null ? '' : ' reading'}`} aria-labelledby="panel-title">
      <header>
        <h2 id="panel-title" ref={heading} tabIndex={-1}>
          {route.evalId === null ? (
            <bdi>{title}</bdi>
          ) : (
            <>
              <button type="button" class="link" onClick={() => go({ evalId: null, trial: 1, search: '' })}>
                {title}
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
          onClick={() => go({ iteration: null, pass: null, evalId: null })}
        >
          ✕
        </button>
      </header>
      {opened === null ? (
        <p class="none">There is no record of it.</p>
      ) : route.evalId !== null ? (
        <Reader opened={opened} evalId={route.evalId} />
      ) : opened.type === 'iteration' ? (
        <IterationView iteration={opened.iteration} />
      ) : (
        <PassView pass={opened.pass} />
      )}
    </aside>
  );
}
