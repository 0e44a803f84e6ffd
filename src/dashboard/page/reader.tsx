import { useShown } from './context.ts';
import type { TrialPart } from './data.ts';
import { trialPart } from './data.ts';
import { amount, duration, money } from './format.ts';
import { besideOf, type NamedTrial, type Opened } from './opened.ts';
import { Part } from './part.tsx';
import { BESIDES, type Beside } from './route.ts';
import { TrialView } from './trial-view.tsx';

interface ReaderProps {
  readonly opened: Opened;
  readonly evalId: string;
}

/** A trial of an eval, alone or beside an earlier one. */
export function Reader({ opened, evalId }: ReaderProps) {
  const { data, route, go } = useShown();
  const trials = opened.trials.filter(({ eval_id }) => eval_id === evalId);
  const trial = trials.find((one) => one.trial === route.trial) ?? trials[0];
  if (trial === undefined) return <p class="none">There is no trial of it.</p>;
  const other = besideOf(data.view, opened, { trial, beside: route.beside });
  return (
    <>
      <div class="tools">
        {trials.length > 1 && (
          <label>
            Trial{' '}
            <select value={trial.trial} onChange={(event) => go({ trial: Number(event.currentTarget.value) })}>
              {trials.map((one) => (
                <option key={one.trial} value={one.trial}>
                  {one.trial}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          Beside{' '}
          <select value={route.beside} onChange={(event) => go({ beside: besideNamed(event.currentTarget.value) })}>
            <option value="none">nothing</option>
            <option value="v0">the original, v0</option>
            <option value="previous">the previous trial</option>
          </select>
        </label>
        <input
          type="search"
          placeholder="Search transcript  /"
          aria-label="Search in the transcript"
          value={route.search}
          onInput={(event) => go({ search: event.currentTarget.value })}
        />
      </div>
      <div class={other === null ? 'readers' : 'readers two'}>
        <Column title={opened.title} trial={trial} />
        {other !== null && <Column title={other.title} trial={other.trial} />}
        {other === null && route.beside !== 'none' && <p class="none">There is no such trial of this eval.</p>}
      </div>
    </>
  );
}

function Column({ title, trial }: NamedTrial) {
  const { passed, total, outcome, error, duration_ms, tokens_in, tokens_out, cost_usd, attempts, skill_used } = trial;
  const facts = [
    passed === null ? `not measured: ${outcome ?? 'not ended'}` : `${passed} of ${total} passed`,
    ...(duration_ms === null ? [] : [duration(duration_ms)]),
    ...(tokens_in === null ? [] : [`${amount(tokens_in + (tokens_out ?? 0))} tokens`]),
    ...(cost_usd === null ? [] : [money(cost_usd)]),
    ...(attempts !== null && attempts > 1 ? [`${attempts} attempts`] : []),
    ...(skill_used === null ? [] : [skill_used ? 'used the skill' : 'did not use the skill']),
    ...(trial.reused_from === null ? [] : ['reused']),
  ];
  return (
    <article class="trial" aria-label={`${title}, trial ${trial.trial}`}>
      <p class="note">
        <bdi>{title}</bdi>, trial {trial.trial}: {facts.join(' · ')}
      </p>
      {error !== null && (
        <p class="bad">
          {error.kind ?? 'failed'}: <bdi>{error.message}</bdi>
        </p>
      )}
      <Part<TrialPart> name={trialPart(trial)}>{(part) => <TrialView part={part} />}</Part>
    </article>
  );
}

function besideNamed(name: string): Beside {
  return BESIDES.find((beside) => beside === name) ?? 'none';
}
