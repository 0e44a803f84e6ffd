import { useState } from 'preact/hooks';
import { useShown } from './context.ts';
import { changesPart } from './data.ts';
import { DiffOf } from './diff-view.tsx';
import { FlipLists } from './flip-lists.tsx';
import { FlipCounts } from './symbols.tsx';

/** What the climb changed: all of it, or one kept step with the flips that it caused. */
export function Changes() {
  const { data } = useShown();
  const [step, setStep] = useState<number | 'best'>('best');
  const { best, iterations } = data.view;
  const kept = iterations.filter(({ row }) => row?.action === 'kept');
  const iteration = kept.find(({ number }) => number === step);
  return (
    <section aria-labelledby="changes-title">
      <h2 id="changes-title">Changes</h2>
      {kept.length === 0 ? (
        <p class="none">No edit was kept.</p>
      ) : (
        <>
          {kept.length > 1 && (
            <fieldset class="steps">
              <legend class="unseen">Which changes</legend>
              <Step label={`v0 → ${best}`} value="best" step={step} onStep={setStep} />
              {kept.map(({ number, parent }) => (
                <Step
                  key={number}
                  label={`${parent ?? '…'} → v${number}`}
                  {...{ value: number, step }}
                  onStep={setStep}
                />
              ))}
            </fieldset>
          )}
          <div class="changes">
            <DiffOf name={changesPart(step)} />
            <div>
              {iteration === undefined ? (
                kept.map((one) => <StepFlips key={one.number} number={one.number} />)
              ) : (
                <FlipLists iteration={iteration} />
              )}
            </div>
          </div>
        </>
      )}
    </section>
  );
}

interface StepProps {
  readonly label: string;
  readonly value: number | 'best';
  readonly step: number | 'best';
  readonly onStep: (value: number | 'best') => void;
}

function Step({ label, value, step, onStep }: StepProps) {
  return (
    <button type="button" class="plain" aria-pressed={value === step} onClick={() => onStep(value)}>
      {label}
    </button>
  );
}

/** What one of the kept steps was for, beside the whole difference. */
function StepFlips({ number }: { readonly number: number }) {
  const { data, go } = useShown();
  const iteration = data.view.iterations.find((one) => one.number === number);
  if (iteration === undefined) return null;
  return (
    <p class="step">
      <button type="button" class="link" onClick={() => go({ iteration: number, evalId: null })}>
        v{number}
      </button>{' '}
      <bdi>{iteration.row?.changelog}</bdi> <FlipCounts iteration={iteration} />
    </p>
  );
}
