import { cutTo, harmless, pad } from '../text.ts';
import { scoreText } from './cells.ts';
import { generalisationText } from './generalisation.ts';
import { nextCommands, type Places } from './next.ts';
import type { ReportSource } from './report-source.ts';
import { directionText } from './tried.ts';
import { verdictText } from './verdict.ts';

/** Lines of the ranking, and problems, that are printed; the report has the rest. */
const MOST = { ranked: 5, problems: 3 };

export interface ClosingStyle {
  readonly columns: number;
  readonly places: Places;
}

/** What it all comes to, for a terminal: verdict, ranking, best, generalisation, and what next. */
export function closingLines(source: ReportSource, { columns, places }: ClosingStyle): readonly string[] {
  const { view, findings } = source;
  const { action, reason } = findings.recommendation;
  const [next] = nextCommands(view, findings, places);
  const best = findings.directions.find(({ kept }) => kept > 0);
  const lines = [
    verdictText(view, findings),
    ...rankingLines(source).map((line) => cutTo(line, columns)),
    ...(view.best === null ? [] : [`Best overall: ${view.best}.`, `Generalisation: ${generalisationText(findings)}`]),
    ...(best === undefined ? [] : [`Direction that brought most: ${directionText(best)}.`]),
    `Recommended: ${action} (${reason}); class ${findings.class}.`,
    ...problemLines(source),
    ...(next === undefined ? [] : [`Next: ${next.join('   ')}`]),
  ];
  return lines.map(harmless);
}

function rankingLines({ findings: { standings } }: ReportSource): readonly string[] {
  if (standings.length < 2) return [];
  const lines = standings.slice(0, MOST.ranked).map(({ rank, iteration, value, action, changelog }) => {
    const cells = [rank === null ? '–' : `${rank}.`, String(iteration), scoreText(value), action];
    return `  ${cells.map((cell, place) => pad(cell, [4, 5, 6, 10][place] ?? 0)).join('')}${harmless(changelog)}`;
  });
  const more = standings.length - lines.length;
  return ['Ranking of the iterations:', ...lines, ...(more > 0 ? [`  and ${more} more`] : [])];
}

function problemLines({ view: { problems } }: ReportSource): readonly string[] {
  const shown = problems.slice(0, MOST.problems).map(({ path, message }) => `Not read: ${path} ${message}`);
  const more = problems.length - shown.length;
  return [...shown, ...(more > 0 ? [`Not read: ${more} more, see the report`] : [])];
}
