import { useMemo } from 'preact/hooks';
import { counted } from './format.ts';
import { LongText } from './long-text.tsx';
import { splitAt } from './split-at.ts';
import { type Step, transcriptSteps } from './transcript-steps.ts';

interface TranscriptProps {
  readonly text: string;
  readonly search: string;
}

/** What was said, step by step; tool calls are closed until they are asked for, or found. */
export function Transcript({ text, search }: TranscriptProps) {
  const steps = useMemo(() => transcriptSteps(text), [text]);
  const found = useMemo(() => steps.map(({ title, body }) => hits(`${title}\n${body}`, search)), [steps, search]);
  const sum = found.reduce((total, count) => total + count, 0);
  return (
    <div class="transcript">
      {search !== '' && (
        <p class="note" role="status">
          {sum === 0 ? 'Not found.' : `Found ${counted(sum, 'time')}.`}
        </p>
      )}
      {steps.map((step, index) =>
        step.isTool ? (
          <ToolStep key={index} step={step} search={search} found={found[index] ?? 0} />
        ) : (
          <div key={index} class="step">
            {step.title !== '' && <h4>{step.title}</h4>}
            <LongText text={step.body} search={search} />
          </div>
        ),
      )}
    </div>
  );
}

interface ToolStepProps {
  readonly step: Step;
  readonly search: string;
  readonly found: number;
}

function ToolStep({ step: { title, body, isError }, search, found }: ToolStepProps) {
  const first = body.slice(0, 400).replace(/\s+/g, ' ').trim().slice(0, 90);
  return (
    <details class={isError ? 'tool error' : 'tool'} open={found > 0}>
      <summary>
        <b>
          <bdi>{title}</bdi>
        </b>{' '}
        <span class="quiet">{first}</span>
      </summary>
      <LongText text={body} search={search} />
    </details>
  );
}

function hits(text: string, search: string): number {
  return search === '' ? 0 : (splitAt(text, search).length - 1) / 2;
}
