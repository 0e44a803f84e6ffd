/** What a seal says of each path: of a file its sha256, of anything else in words what it is, as "link ../target". */
export type Inventory = ReadonlyMap<string, string>;

/** The text of a seal in the order of the inventory: lines of `sha256sum`, and comments, which that program passes over. */
export function sealText(inventory: Inventory): string {
  return [...inventory].map(([path, what]) => (isHash(what) ? hashLine(path, what) : commentLine(path, what))).join('');
}

/** Reads a seal; what is no line of one is passed over. */
export function parseSeal(text: string): Inventory {
  return new Map(text.split('\n').flatMap((line) => parseHashLine(line) ?? parseCommentLine(line) ?? []));
}

function isHash(what: string): boolean {
  return /^[0-9a-f]{64}$/.test(what);
}

function commentLine(path: string, what: string): string {
  return `# ${JSON.stringify([path, what])}\n`;
}

/** As JSON, which has an escape for a line end: `# ["path","link target"]`. */
function parseCommentLine(line: string): readonly Said[] | null {
  if (!line.startsWith('# [')) return null;
  try {
    const [path, what]: unknown[] = JSON.parse(line.slice(2));
    return typeof path === 'string' && typeof what === 'string' ? [[path, what]] : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

type Said = readonly [path: string, what: string];

/** GNU form: a name with a backslash or a line end is escaped, and its line begins with a backslash. */
function hashLine(path: string, hash: string): string {
  const escaped = path.replace(/[\\\n\r]/g, (character) => ESCAPES[character] ?? character);
  return `${escaped === path ? '' : '\\'}${hash}  ${escaped}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

function parseHashLine(line: string): readonly Said[] | null {
  const match = /^(\\?)([0-9a-f]{64}) [ *](.+)$/.exec(line);
  if (match?.[2] === undefined || match[3] === undefined) return null;
  const path =
    match[1] === '' ? match[3] : match[3].replace(/\\([\\nr])/g, (_, code: string) => UNESCAPES[code] ?? code);
  return [[path, match[2]]];
}

const UNESCAPES: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r' };
