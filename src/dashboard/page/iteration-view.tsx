import { foretold } from '../../core/foretold.ts';
import { groupedBy } from '../../core/grouped.ts';
import type { ViewedIteration } from '../../core/run-view.ts';
import { ByAgent } from './by-agent.tsx';
import { parseName } from './cells.ts';
import { changesPart } from './data.ts';
import { DiffOf } from './diff-view.tsx';
import { fateOf } from './fate.ts';
import { FlipLists } from './flip-lists.tsx';
import { amount, bytes, counted, duration, moment, money, percent, points, score } from './format.ts';
import { Reproductions } from './reproductions.tsx';
import { FateMark } from './symbols.tsx';
import { TrialList } from './trial-list.tsx';

/** What an iteration tried, what came of it, and why. */
export function IterationView({ iteration }: { readonly iteration: ViewedIteration }) {
  const { row, reason, hypothesis, flips } = iteration;
  return (
    <>
      <p class="lead">
        <FateMark fate={fateOf(iteration)} /> <bdi>{row?.changelog ?? 'Under way; nothing is decided yet.'}</bdi>
      </p>
      {hypothesis !== null && (
        <blockquote>
          <bdi>{hypothesis}</bdi>
        </blockquote>
      )}
      {reason !== null && <p class="reason">{reason}</p>}
      <Numbers iteration={iteration} />
      <ByAgent agents={iteration.agents ?? []} />
      <Reproductions iteration={iteration.number} />
      <Unmeasured iteration={iteration} />
      <FlipLists iteration={iteration} />
      {flips.expected.length > 0 && <Foretold iteration={iteration} />}
      <TrialList trials={iteration.trials} />
      {iteration.number > 0 && (
        <section>
          <h3>What it changed</h3>
          <DiffOf name={changesPart(iteration.number)} />
        </section>
      )}
    </>
  );
}

function Numbers({ iteration }: { readonly iteration: ViewedIteration }) {
  const { row, counted, spend, skill_bytes, parent, angle } = iteration;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Measured', row === null ? null : score(row.score)],
    [
      'Counted',
      counted?.estimate == null ? null : `${score(counted.estimate)} (${score(counted.low)}–${score(counted.high)})`,
    ],
    [
      'Better by',
      counted?.delta == null ? null : `${points(counted.delta)} ± ${points(counted.sd ?? 0).slice(1)} points`,
    ],
    ['P(better)', counted?.p_better == null ? null : percent(counted.p_better)],
    ['Best after', row === null ? null : score(row.best_score)],
    ['Made from', parent],
    ['Asked for', angle],
    ['Cost', spend === null ? null : `${money(spend.cost_usd)}, ${amount(spend.tokens)} tokens`],
    ['Agents at work', spend === null ? null : duration(spend.duration_ms)],
    ['Skill', skill_bytes === null ? null : bytes(skill_bytes)],
    ['Decided', row === null ? null : moment(row.timestamp)],
  ];
  return (
    <dl class="numbers">
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Unmeasured({ iteration: { unmeasured } }: { readonly iteration: ViewedIteration }) {
  if (unmeasured.length === 0) return null;
  return (
    <section>
      <h3>Not measured</h3>
      <ul class="plain-list">
        {unmeasured.map(({ eval_id, trial, outcome, kind }) => (
          <li key={`${eval_id}/${trial}`}>
            <bdi>{eval_id}</bdi>, trial {trial}: {outcome}
            {kind === null ? '' : ` (${kind})`}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How the improver's forecast came true; what was not measured says nothing of it. */
function Foretold({ iteration: { flips, trials } }: { readonly iteration: ViewedIteration }) {
  const measured = measuredEvals(trials);
  const { came, unmeasured, untried } = foretold(flips, (name) => measured.get(parseName(name).evalId));
  const rest = [
    ...(unmeasured.length === 0 ? [] : [`${unmeasured.length} not measured`]),
    ...(untried.length === 0 ? [] : [`${untried.length} not tried`]),
  ];
  return (
    <p class="note">
      The improver foretold {counted(flips.expected.length, 'fix', 'fixes')}:{' '}
      {[`${came.length} came true`, ...rest].join(', ')}.
    </p>
  );
}

/** Of each eval that was tried, whether all of its trials have a score. */
function measuredEvals(trials: ViewedIteration['trials']): ReadonlyMap<string, boolean> {
  const byEval = groupedBy(trials, ({ eval_id }) => eval_id);
  return new Map([...byEval].map(([id, own]) => [id, own.every(({ passed }) => passed !== null)]));
}
