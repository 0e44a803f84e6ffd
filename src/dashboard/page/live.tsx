import type { ViewedCall } from '../../core/run-view.ts';
import { useShown } from './context.ts';
import { counted, duration } from './format.ts';

const PHASE = {
  baseline: 'measuring the original',
  propose: 'proposing an edit',
  evaluate: 'measuring candidates',
  decide: 'deciding',
  stopped: 'stopped',
} as const;

/** What the run is at while it goes on; nothing once it has ended. */
export function Live() {
  const { data, cells } = useShown();
  const { state, evals } = data.view;
  const { open, live } = state;
  if (live === null || open === null) return null;
  const measured = open.evals.filter((id) => cells.at(open.iteration, id).share !== null).length;
  return (
    <section class="live" aria-labelledby="live-title">
      <h2 id="live-title">
        <span class="dot-live" aria-hidden="true" /> Iteration {open.iteration}: {PHASE[state.phase ?? 'evaluate']}
      </h2>
      <p>
        {measured} of {counted(open.evals.length, 'eval')} measured, {counted(open.calls.length, 'call')} under way
      </p>
      <ul class="glyphs" aria-label="Evals of this iteration">
        {evals
          .filter(({ id }) => open.evals.includes(id))
          .map(({ id }) => {
            const { share } = cells.at(open.iteration, id);
            const calls = open.calls.filter((call) => call.eval_id === id);
            return (
              <li key={id} class={share !== null ? 'done' : calls.length > 0 ? 'busy' : 'waiting'}>
                <bdi>{id}</bdi>{' '}
                {share !== null ? `${Math.round(100 * share)} %` : (callText(calls[0], data.made_at) ?? '·')}
              </li>
            );
          })}
      </ul>
    </section>
  );
}

function callText(call: ViewedCall | undefined, now: string): string | null {
  if (call === undefined) return null;
  return `${call.role} ${duration(Math.max(0, Date.parse(now) - Date.parse(call.started_at)))}`;
}
