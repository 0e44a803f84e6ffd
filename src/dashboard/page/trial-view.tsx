import type { DetailedExpectation } from '../../core/run-view.ts';
import { useShown } from './context.ts';
import type { TrialPart } from './data.ts';
import { LongText } from './long-text.tsx';
import { Outputs } from './outputs.tsx';
import { Transcript } from './transcript.tsx';

/** Everything of a trial that is read rather than counted. */
export function TrialView({ part: { details, outputs } }: { readonly part: TrialPart }) {
  const { route } = useShown();
  const { prompt, expectations, suggestions, transcript, problems } = details;
  return (
    <>
      <section>
        <h3>Expectations</h3>
        {expectations.length === 0 ? (
          <p class="none">It has no grading.</p>
        ) : (
          <Expectations expectations={expectations} />
        )}
      </section>
      {suggestions.length > 0 && (
        <section>
          <h3>The grader on this eval</h3>
          <ul class="plain-list">
            {suggestions.map((text) => (
              <li key={text}>
                <bdi>{text}</bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>Prompt</h3>
        {prompt === null ? <p class="none">It is not known.</p> : <LongText text={prompt} />}
      </section>
      <Outputs outputs={outputs} />
      <section>
        <h3>Transcript</h3>
        {transcript === null ? (
          <p class="none">There is none.</p>
        ) : (
          <Transcript text={transcript.text} search={route.search} />
        )}
        {transcript?.cut === true && <p class="note">The rest was left out; the file has {transcript.bytes} bytes.</p>}
      </section>
      {problems.map(({ path, message }) => (
        <p key={path + message} class="bad">
          <bdi>{path}</bdi>: <bdi>{message}</bdi>
        </p>
      ))}
    </>
  );
}

function Expectations({ expectations }: { readonly expectations: readonly DetailedExpectation[] }) {
  return (
    <ol class="expectations">
      {expectations.map(({ text, passed, evidence, source }, index) => (
        <li key={index} class={passed ? 'passed' : 'failed'}>
          <p>
            <span class="tick" aria-hidden="true">
              {passed ? '✓' : '✗'}
            </span>
            <span class="unseen">{passed ? 'passed:' : 'failed:'}</span> <bdi>{text}</bdi>
          </p>
          <p class="evidence">
            {source !== null && <span class="source">{source}</span>} <bdi>{evidence}</bdi>
          </p>
        </li>
      ))}
    </ol>
  );
}
