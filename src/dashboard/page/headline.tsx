import type { Gain } from '../../core/findings/gain.ts';
import type { ViewedSpend } from '../../core/run-view.ts';
import { useShown } from './context.ts';
import { amount, counted, duration, money, percent, points, score } from './format.ts';
import { gainWords } from './gain-words.ts';
import { Gauge } from './gauge.tsx';

const SYMBOL = { real: '✓', 'not-shown': '≈', open: '…' } as const;

/** From v0 to the best version, whether that is real, and what it took. */
export function Headline() {
  const { data } = useShown();
  const { view, said, findings } = data;
  const { gain, recommendation } = findings;
  const { type, word, basis } = gainWords(view, gain);
  const isKept = view.best !== null && view.best !== 'v0';
  return (
    <section class="headline" aria-labelledby="headline-title">
      <h2 id="headline-title" class="unseen">
        Result
      </h2>
      <div class="climb">
        <p class="scores">
          <span class="from">
            <small>v0</small>
            {score(gain.before)}
          </span>
          {isKept && gain.after !== null && (
            <>
              <span class="arrow">→</span>
              <span class="to">
                <small>{view.best}</small>
                {score(gain.after)}
              </span>
            </>
          )}
        </p>
        <p class={`verdict ${type}`}>
          <b>
            <span aria-hidden="true">{SYMBOL[type]}</span> {word}
          </b>
          <span>{isKept ? `${gainText(gain)} ${basis}` : basis}</span>
        </p>
        <Gauge gain={gain} type={type} />
        {view.iterations.length > 0 && (
          <p class="advice">
            Recommended: <b>{recommendation.action}</b>, as <bdi>{recommendation.reason}</bdi>.
          </p>
        )}
        {said.result.length > 1 && <p class="said">{said.result.slice(1).join(' ')}</p>}
        {said.forked !== null && (
          <p class="said">
            <bdi>{said.forked}</bdi>
          </p>
        )}
      </div>
      <Facts />
    </section>
  );
}

function gainText({ gain, interval }: Gain): string {
  if (gain === null) return 'nothing measured';
  const half = interval === null ? '' : ` ± ${points((interval.high - interval.low) / 2).slice(1)}`;
  return `${points(gain)}${half} points`;
}

function spentText(spend: ViewedSpend | null): readonly [string, string] {
  if (spend === null) return ['unknown', ''];
  const tokens = `${amount(spend.tokens)} tokens`;
  return spend.cost_usd === null ? [tokens, 'cost unknown'] : [money(spend.cost_usd), tokens];
}

function Facts() {
  const { data } = useShown();
  const { iterations, state } = data.view;
  const decided = iterations.filter(({ row }) => row !== null && row.action !== 'baseline');
  const kept = decided.filter(({ row }) => row?.action === 'kept').length;
  const { spend } = state;
  const facts: readonly (readonly [string, string, string])[] = [
    [
      'Kept',
      decided.length === 0 ? '–' : `${kept} of ${decided.length}`,
      decided.length === 0 ? '' : percent(kept / decided.length),
    ],
    ['Spent', ...spentText(spend)],
    ['Agents at work', duration(spend?.duration_ms), spend === null ? '' : counted(spend.calls, 'call')],
    ['Stopped', data.said.stopped ?? (state.live === null ? 'not running' : 'still running'), ''],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value, more]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <bdi>{value}</bdi> {more !== '' && <small>{more}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
