import { createHash } from 'node:crypto';
import type { BuiltPage } from './built-page.ts';

/** What a page is made of beside its script and style. */
export interface PageContents {
  readonly title: string;
  /** The data it shows, as JSON; null where a server sends it. */
  readonly data: string | null;
  /** What is shown where no script runs. */
  readonly still?: Still;
}

/** The result of a run without anything to press. */
export interface Still {
  readonly lines: readonly string[];
  /** An SVG of ours, in which every text is escaped; null where there is nothing to draw. */
  readonly picture: string | null;
}

const NOTHING: Still = { lines: [], picture: null };

/**
 * The document of the page but for its end, so that a file may add its parts (`partElement`) before `PAGE_END`. Only
 * the script and the style that we built ever run; whatever an agent wrote stays inert text.
 */
export function pageStart({ script, style }: BuiltPage, { title, data, still = NOTHING }: PageContents): string {
  const policy = [...policyOf({ script, style }), data === null ? "connect-src 'self'" : "connect-src 'none'"];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<div id="page"><noscript>${stillHtml(still)}</noscript></div>
${data === null ? '' : `<script type="application/json" id="data">${escapeJson(data)}</script>`}
<script>${script}</script>
`;
}

function stillHtml({ lines, picture }: Still): string {
  const said = [...lines, 'The rest of this page needs JavaScript; it loads nothing from elsewhere.'];
  return [...said.map((line) => `<p>${escapeHtml(line)}</p>`), picture ?? ''].join('');
}

export const PAGE_END = '</body>\n</html>\n';

/** A part that the page reads when it is asked for: inert, `name` as its id, its content as base64 of gzip. */
export function partElement(name: string, base64: string): string {
  return `<script type="application/octet-stream" id="${escapeHtml(name)}">${base64}</script>\n`;
}

function policyOf({ script, style }: BuiltPage): readonly string[] {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** JSON that no HTML parser takes for markup; it means the same. */
function escapeJson(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
