import { harmless } from '../text.ts';

/** The attributes of an element; numbers are written with at most two places. */
export type Attributes = Readonly<Record<string, string | number>>;

/** One SVG element with what lies in it. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(numberText(value))}"`);
  const head = `<${name}${written.join('')}`;
  return children.length === 0 ? `${head}/>` : `${head}>${children.join('')}</${name}>`;
}

/** A line of text, whatever it holds. */
export function label(text: string, attributes: Attributes): string {
  return element('text', { 'font-family': FONT, 'font-size': 11, fill: INK.text, ...attributes }, [escaped(text)]);
}

/** A whole picture, which names what it shows for those who do not see it. */
export function picture(
  size: { readonly width: number; readonly height: number },
  title: string,
  body: readonly string[],
) {
  const { width, height } = size;
  const frame = { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img' };
  const paper = element('rect', { x: 0, y: 0, width, height, fill: INK.paper });
  return element('svg', frame, [`<title>${escaped(title)}</title>`, paper, ...body]);
}

/** Colours that are told apart with every kind of sight, and in print. */
export const INK = {
  paper: '#ffffff',
  text: '#222222',
  faint: '#767676',
  grid: '#dddddd',
  kept: '#00694d',
  reverted: '#9a6a00',
  band: '#c9ddf2',
  line: '#0b5cad',
  none: '#e4e4e4',
} as const;

const FONT = 'DejaVu Sans, sans-serif';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What XML forbids beside control characters. */
const NO_XML = /[\p{Cs}\uFFFE\uFFFF]/gu;

function escaped(text: string): string {
  return harmless(text)
    .replace(NO_XML, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function numberText(value: string | number): string {
  return typeof value === 'string' ? value : String(Number(value.toFixed(2)));
}
