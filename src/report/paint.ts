export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Colours as a value, so that what is rendered can be plain text as well. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;
