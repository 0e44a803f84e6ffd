import { useState } from 'preact/hooks';
import { groupedBy } from '../../core/grouped.ts';
import type { ViewedIteration, ViewedSpend } from '../../core/run-view.ts';
import type { Role } from '../../core/schema/trial.ts';
import { useShown } from './context.ts';
import { CostBars } from './cost-bars.tsx';
import { amount, duration, money, points } from './format.ts';
import { formatMeasure, MEASURES, type Measure } from './measures.ts';
import { SpendAlerts } from './spend-alerts.tsx';

const NAMES = { cost_usd: 'Cost', tokens: 'Tokens', duration_ms: 'Time' } as const;
const ROLE_ORDER: readonly Role[] = ['executor', 'judge', 'improver'];

/** What it took: by iteration, role and eval, and what a point cost. */
export function Cost() {
  const { data } = useShown();
  const { view } = data;
  const known = MEASURES.filter((measure) => view.iterations.some(({ spend }) => spend?.[measure] != null));
  const [chosen, setChosen] = useState<Measure | null>(null);
  const measure = chosen ?? known[0];
  return (
    <section aria-labelledby="cost-title">
      <h2 id="cost-title">Cost and time</h2>
      <SpendAlerts />
      {measure === undefined ? (
        <p class="none">Nothing was noted of what the calls used.</p>
      ) : (
        <>
          <fieldset class="steps">
            <legend class="unseen">What is counted</legend>
            {known.map((one) => (
              <button
                key={one}
                type="button"
                class="plain"
                aria-pressed={one === measure}
                onClick={() => setChosen(one)}
              >
                {NAMES[one]}
              </button>
            ))}
          </fieldset>
          <CostBars iterations={view.iterations} measure={measure} roles={ROLE_ORDER} />
          <div class="tables">
            <ByRole spend={view.state.spend} />
            <ByEval iterations={view.iterations} />
          </div>
          <PerPoint />
        </>
      )}
    </section>
  );
}

function ByRole({ spend }: { readonly spend: ViewedSpend | null }) {
  if (spend === null) return null;
  return (
    <table>
      <caption>By role</caption>
      <thead>
        <Columns first="Role" second="Calls" />
      </thead>
      <tbody>
        {ROLE_ORDER.map((role) => (
          <Row key={role} name={role} count={spend.roles[role].calls} {...spend.roles[role]} />
        ))}
      </tbody>
    </table>
  );
}

function ByEval({ iterations }: { readonly iterations: readonly ViewedIteration[] }) {
  const groups = groupedBy(
    iterations.flatMap(({ trials }) => trials.filter(({ reused_from }) => reused_from === null)),
    ({ eval_id }) => eval_id,
  );
  return (
    <table>
      <caption>By eval, the executor alone</caption>
      <thead>
        <Columns first="Eval" second="Trials" />
      </thead>
      <tbody>
        {[...groups].map(([id, trials]) => (
          <Row
            key={id}
            name={id}
            count={trials.length}
            cost_usd={sum(trials.map(({ cost_usd }) => cost_usd))}
            tokens={sum(
              trials.map(({ tokens_in, tokens_out }) =>
                tokens_in === null || tokens_out === null ? null : tokens_in + tokens_out,
              ),
            )}
            duration_ms={sum(trials.map(({ duration_ms }) => duration_ms))}
          />
        ))}
      </tbody>
    </table>
  );
}

function Columns({ first, second }: { readonly first: string; readonly second: string }) {
  return (
    <tr>
      <th scope="col">{first}</th>
      {[second, 'Cost', 'Tokens', 'Time'].map((name) => (
        <th key={name} scope="col" class="figure">
          {name}
        </th>
      ))}
    </tr>
  );
}

interface RowProps extends Readonly<Record<Measure, number | null>> {
  readonly name: string;
  readonly count: number;
}

function Row({ name, count, ...measures }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      <td class="figure">{count}</td>
      {MEASURES.map((measure) => (
        <td key={measure} class="figure">
          {formatMeasure(measure, measures[measure])}
        </td>
      ))}
    </tr>
  );
}

function PerPoint() {
  const { gain, cost } = useShown().data.findings;
  const { usd_per_point: usd, tokens_per_point: tokens, ms_per_point: ms } = cost;
  const parts = [
    ...(usd === null ? [] : [money(usd)]),
    ...(tokens === null ? [] : [`${amount(Math.round(tokens))} tokens`]),
    ...(ms === null ? [] : [duration(ms)]),
  ];
  if (gain.gain === null || parts.length === 0) return null;
  return (
    <p class="note">
      Each of the {points(gain.gain)} points took {parts.join(', ')}, everything that was reverted included.
    </p>
  );
}

/** A sum with an unknown part is unknown. */
function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((total, value) => (total === null || value === null ? null : total + value), 0);
}
