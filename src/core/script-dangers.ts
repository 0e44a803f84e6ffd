/** What a script of a skill has seldom any need for, by what it does. */
const DANGERS: ReadonlyMap<string, RegExp> = new Map([
  ['deletes folders', /\brm\s+(-\w+\s+)*-\w*[rR]|\brmtree\s*\(|\brmSync\s*\(|\brimraf\b|\bfind\b.*\s-delete\b/],
  ['writes to a disk as such', /\bmkfs\b|\bdd\s+.*\bof=\/dev\//],
  [
    'asks the network',
    /\b(curl|wget|nc|ssh|scp)\s+\S|\bfetch\s*\(|\brequests\.\w+\s*\(|\burllib\b|\bsocket\.|\bhttps?\.(get|request)\s*\(/,
  ],
  ['runs what it was sent', /\|\s*(ba|z)?sh\b|\beval\s+["'`$(]|\bbase64\s+(-d|--decode)\b/],
]);

/** What a text would do if it were run, as far as patterns tell; a pattern is a hint and no proof. */
export function dangersIn(text: string): readonly string[] {
  return [...DANGERS].filter(([, pattern]) => pattern.test(text)).map(([what]) => what);
}

/** Whether a file of a skill is there to be run. */
export function isScript(path: string, text: string): boolean {
  return path.startsWith('scripts/') || text.startsWith('#!') || /\.(sh|bash|py|js|mjs|cjs|ts|rb|pl)$/.test(path);
}
