import type { Direction } from '../../core/findings/directions.ts';
import type { Standing } from '../../core/findings/standings.ts';
import { signedPoints } from '../text.ts';
import { type Block, paragraph, table } from './block.ts';
import { scoreText, shortened } from './cells.ts';

/** The iterations in their places, the best first, at most so many. */
export function standingBlocks(standings: readonly Standing[], most = 30): readonly Block[] {
  const rows = standings.slice(0, most).map(({ rank, iteration, value, action, changelog }) => {
    return [rank === null ? '–' : String(rank), String(iteration), scoreText(value), action, shortened(changelog)];
  });
  const more = standings.length - rows.length;
  return [
    ...table(['rank', 'iteration', 'score', 'decision', 'change'], rows),
    ...(more > 0 ? [paragraph(`${more} more: skillratchet rank has all.`)] : []),
  ];
}

/** What was tried in which direction, and what that brought; nothing where nothing was tried. */
export function directionBlocks(directions: readonly Direction[]): readonly Block[] {
  const rows = directions.map((one) => [
    shortened(one.name),
    `${one.kept} of ${one.tried}`,
    signedPoints(one.rise),
    one.mean === null ? '–' : signedPoints(one.mean),
    spreadText(one),
  ]);
  return table(['direction', 'kept', 'added to the best', 'mean gain of a candidate', 'worst, middle, best'], rows);
}

/** "procedure: 2 of 3 kept, +12.0 points" */
export function directionText({ name, kept, tried, rise }: Direction): string {
  return `${name}: ${kept} of ${tried} kept${kept === 0 ? '' : `, ${signedPoints(rise)} points`}`;
}

/** How the gains of the candidates lie, and how many have none. */
function spreadText({ gains }: Direction): string {
  const known = gains.flatMap(({ gain }) => gain ?? []).sort((a, b) => a - b);
  const [worst, middle, best] = [known[0], known[Math.floor((known.length - 1) / 2)], known.at(-1)];
  const missing = gains.length - known.length;
  const unmeasured = missing === 0 ? '' : `${missing} not measured`;
  if (worst === undefined || middle === undefined || best === undefined) return unmeasured;
  return `${[worst, middle, best].map(signedPoints).join(', ')}${missing === 0 ? '' : `; ${unmeasured}`}`;
}
