import { useState } from 'preact/hooks';
import type { Direction, DirectionGain } from '../../core/findings/directions.ts';
import { useShown } from './context.ts';
import { FATE_SYMBOL } from './fate.ts';
import { points } from './format.ts';
import { GainStrip } from './gain-strip.tsx';

/** So many are drawn at first; a foreign workspace may have any number. */
const SHOWN = 12;

/** What was tried, the direction first that brought most, with the gains of its candidates. */
export function Directions() {
  const { directions } = useShown().data.findings;
  const [all, setAll] = useState(false);
  const shown = all ? directions : directions.slice(0, SHOWN);
  const gains = directions.flatMap((one) => one.gains.flatMap(({ gain }) => gain ?? []));
  return (
    <section aria-labelledby="directions-title">
      <h2 id="directions-title">Directions</h2>
      {directions.length === 0 ? (
        <p class="none">No candidate was decided yet.</p>
      ) : (
        <>
          <p class="legend">
            <span>A mark for the gain of each candidate over the incumbent, as it was decided by:</span>
            <span class="fate kept">{FATE_SYMBOL.kept} kept</span>
            <span class="fate reverted">{FATE_SYMBOL.reverted} reverted</span>
          </p>
          <ol class="directions">
            {shown.map((direction, place) => (
              <DirectionItem key={direction.name} direction={direction} place={place + 1} gains={gains} />
            ))}
          </ol>
        </>
      )}
      {shown.length < directions.length && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          Show all {directions.length}
        </button>
      )}
    </section>
  );
}

interface DirectionItemProps {
  readonly direction: Direction;
  readonly place: number;
  /** Of all directions, so that they share a scale. */
  readonly gains: readonly number[];
}

function DirectionItem({ direction, place, gains }: DirectionItemProps) {
  const { name, kept, tried, rise, mean } = direction;
  const unmeasured = direction.gains.filter(({ gain }) => gain === null).length;
  return (
    <li>
      <p class="direction">
        <b>
          {place}. <bdi>{name}</bdi>
        </b>
        <span>
          {kept} of {tried} kept
        </span>
        {kept > 0 && <span>added {points(rise)} points to the best</span>}
        {mean !== null && <span>mean gain {points(mean)}</span>}
        {unmeasured > 0 && <span>{unmeasured} not measured</span>}
      </p>
      <GainStrip own={direction.gains} all={gains} />
      <details class="as-table">
        <summary>
          Each candidate<span class="unseen"> of {name}</span>
        </summary>
        <ul class="candidates">
          {direction.gains.map((one) => (
            <Candidate key={one.iteration} {...one} />
          ))}
        </ul>
      </details>
    </li>
  );
}

function Candidate({ iteration, kept, gain }: DirectionGain) {
  const { go } = useShown();
  const fate = kept ? 'kept' : 'reverted';
  return (
    <li>
      <button type="button" class="link" onClick={() => go({ iteration, evalId: null })}>
        {iteration}
      </button>{' '}
      <span class={`fate ${fate}`}>
        {FATE_SYMBOL[fate]} {fate}
      </span>{' '}
      {gain === null ? 'not measured' : points(gain)}
    </li>
  );
}
