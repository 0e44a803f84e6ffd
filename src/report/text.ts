import stringWidth from 'string-width';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Agent text that cannot steer a terminal: without control and direction characters. */
export function harmless(text: string): string {
  return text.replaceAll(CONTROL, '');
}

/** The text cut to `columns` terminal cells, with an ellipsis where something is missing. */
export function fit(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let cut = '';
  for (const character of text) {
    if (stringWidth(cut + character) > columns - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

/** The text filled up with blanks to `columns` terminal cells. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
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
