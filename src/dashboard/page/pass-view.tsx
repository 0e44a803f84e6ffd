import type { ViewedPass } from '../../core/run-view.ts';
import { useShown } from './context.ts';
import { amount, counted, duration, money, score } from './format.ts';
import { passScore } from './passes.ts';
import { TrialList } from './trial-list.tsx';

/** What one version did in a pass that decided nothing. */
export function PassView({ pass }: { readonly pass: ViewedPass }) {
  const { data } = useShown();
  const { trials, version } = pass;
  const measured = trials.filter(({ passed }) => passed !== null).length;
  const cost = sumOf(trials.map(({ cost_usd }) => cost_usd));
  const tokens = sumOf(
    trials.map(({ tokens_in, tokens_out }) => (tokens_in === null ? null : tokens_in + (tokens_out ?? 0))),
  );
  const facts: readonly (readonly [string, string])[] = [
    ['Score', score(passScore(pass, data.view.evals))],
    ['Measured', `${measured} of ${counted(trials.length, 'trial')}`],
    ['Executor', `${money(cost)}, ${amount(tokens)} tokens`],
    ['Agents at work', duration(sumOf(trials.map(({ duration_ms }) => duration_ms)))],
  ];
  return (
    <>
      <p class="lead">
        {version === null ? 'The agent had no skill.' : `The agent had ${version}.`} Nothing was decided by these
        trials.
      </p>
      <dl class="numbers">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <TrialList trials={trials} />
    </>
  );
}

/** null where one of them is not known, and where there is none. */
function sumOf(values: readonly (number | null)[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}
