import type { ViewedTrial } from '../../core/run-view.ts';
import { useShown } from './context.ts';
import { duration } from './format.ts';

/** Trials with what they came to; a click opens one. */
export function TrialList({ trials }: { readonly trials: readonly ViewedTrial[] }) {
  const { go } = useShown();
  if (trials.length === 0) return <p class="none">No trial was run.</p>;
  return (
    <section>
      <h3>Trials</h3>
      <ul class="trials">
        {trials.map(({ eval_id, trial, passed, total, outcome, duration_ms }) => (
          <li key={`${eval_id}/${trial}`}>
            <button type="button" class="link" onClick={() => go({ evalId: eval_id, trial })}>
              <bdi>{eval_id}</bdi>
              {trial > 1 ? ` (${trial})` : ''}
            </button>
            <span class={passed === null ? 'none' : ''}>
              {passed === null ? (outcome ?? 'not ended') : `${passed}/${total}`}
            </span>
            <span class="quiet">{duration_ms === null ? '' : duration(duration_ms)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
