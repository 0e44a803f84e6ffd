import type { ViewedIteration } from '../../core/run-view.ts';
import { FATE_SYMBOL, type Fate } from './fate.ts';

/** The symbol and the word. */
export function FateMark({ fate }: { readonly fate: Fate }) {
  return (
    <span class={`fate ${fate}`}>
      <span aria-hidden="true">{FATE_SYMBOL[fate]}</span> {fate}
    </span>
  );
}

/** "+8 −1 ~2" with words for those who cannot see it. */
export function FlipCounts({ iteration: { flips } }: { readonly iteration: ViewedIteration }) {
  const counts = [
    ['fixed', '▲', flips.fixed.length],
    ['broken', '▼', flips.broken.length],
    ['flaky', '~', flips.flaky.length],
  ] as const;
  const some = counts.filter(([, , count]) => count > 0);
  if (some.length === 0) return <span class="none">no flips</span>;
  return (
    <span class="flips">
      {some.map(([kind, symbol, count]) => (
        <span key={kind} class={kind} title={`${count} ${kind}`}>
          <span aria-hidden="true">{symbol}</span>
          {count} <span class="unseen">{kind}</span>
        </span>
      ))}
    </span>
  );
}
