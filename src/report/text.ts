import stringWidth from 'string-width';

const LINE_ENDS_AND_TABS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const STEERING = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Agent text as one line that cannot steer a terminal: a blank for line ends and tabs, no control and direction characters. */
export function harmless(text: string): string {
  return text.replaceAll(LINE_ENDS_AND_TABS, ' ').replaceAll(STEERING, '');
}

/** What nearly all lines are made of, one cell a character; to measure anything else takes a hundred times as long. */
const NARROW = /^[ -~¡-¬®-ÿ–…→█▏▎▍▌▋▊▉]*$/;

/** Terminal cells that a text takes. */
export function cellsOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** The text cut to `columns` terminal cells, with an ellipsis where something is missing; what is seen as one character stays whole. */
export function cutTo(text: string, columns: number): string {
  if (cellsOf(text) <= columns) return text;
  let cut = '';
  let width = 0;
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    cut += segment;
  }
  return columns < 1 ? '' : `${cut}…`;
}

/** The text broken at blanks into at most `most` lines of `columns` terminal cells, further ones indented; the last is cut. */
export function linesOf(text: string, columns: number, most: number): readonly string[] {
  if (most === 1 || stringWidth(text) <= columns) return [cutTo(text, columns)];
  const words = text.split(/(?<=\S) /);
  let count = words.length;
  while (count > 1 && stringWidth(words.slice(0, count).join(' ')) > columns) count -= 1;
  const [line, rest] = [words.slice(0, count).join(' '), words.slice(count).join(' ')];
  return rest === '' ? [cutTo(line, columns)] : [cutTo(line, columns), ...linesOf(`  ${rest}`, columns, most - 1)];
}

/** The text filled up with blanks to `columns` terminal cells. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - cellsOf(text)));
}

/** "1:05", "12:00", "1:02:03" for milliseconds. */
export function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** "$0.12", or "cost unknown". */
export function money(usd: number | null): string {
  return usd === null ? 'cost unknown' : `$${usd.toFixed(2)}`;
}

/** "waiting for claude: 4:30 left" */
export function waitingLine(agent: string, leftMs: number): string {
  return `waiting for ${harmless(agent)}: ${clockTime(Math.ceil(leftMs / 1000) * 1000)} left`;
}

/** Points of a score, 0–1: "7.5" for 0.0746. */
export function points(share: number): string {
  return (100 * share).toFixed(1);
}

/** "+7.5" or "-3.0" */
export function signedPoints(share: number): string {
  const size = points(Math.abs(share));
  return `${share < 0 && Number(size) !== 0 ? '-' : '+'}${size}`;
}
