import type { Paint } from '../../src/report/paint.ts';

/** Shows styles as tags. */
export const BY_TAG: Paint = (style, text) => `<${style}>${text}</${style}>`;

/** A text that clears the screen, sets the title, runs backwards and has two lines. */
export const NASTY = '\u001b[2J\u001b]0;owned\u0007one\r\ntwo\u202e\u009b1m';

/** What is left of it. */
export const NASTY_SHOWN = '[2J]0;ownedone two1m';
