import type { ViewedEval } from '../../core/run-view.ts';
import { evalOf } from '../../core/schema/suite.ts';

interface Known {
  readonly evals: readonly Pick<ViewedEval, 'id' | 'expectations'>[];
}

/** "4#2 has a date" */
export function expectationText({ evals }: Known, id: string): string {
  const evalId = evalOf(id);
  const number = Number(id.slice(evalId.length + 1));
  const text = evals.find((one) => one.id === evalId)?.expectations[number - 1]?.text ?? '';
  return `${id} ${shortened(text)}`.trim();
}

/** "–" for what has no score. */
export function scoreText(score: number | null): string {
  return score === null ? '–' : score.toFixed(2);
}

/** As much of a text as a cell of a table holds. */
export function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= 240 ? text : `${characters.slice(0, 239).join('')}…`;
}
