import type { Reach } from './port.ts';

/** A path as the inside of a wall shows it. */
export interface Mount {
  readonly path: string;
  readonly mode: 'ro' | 'rw' | 'hidden';
}

/**
 * What a command is shown of the machine, folders before what lies in them: what is mounted later covers what is
 * mounted earlier. A hidden folder needs covering only where it lies in one that is shown, `shown` ones included.
 */
export function mountsOf({ readOnly, writable, hidden }: Reach, shown: readonly string[] = []): readonly Mount[] {
  const isShown = (path: string): boolean =>
    shown.some((root) => liesIn(path, root)) && !hidden.some((one) => liesIn(path, one));
  const open: readonly Mount[] = [
    ...readOnly.filter((path) => !isShown(path)).map((path) => ({ path, mode: 'ro' as const })),
    ...writable.map((path) => ({ path, mode: 'rw' as const })),
  ];
  const roots = [...shown, ...open.map(({ path }) => path)];
  const covered = hidden.filter((path) => roots.some((root) => path !== root && liesIn(path, root)));
  const byPath = new Map(
    [...covered.map((path) => ({ path, mode: 'hidden' as const })), ...open].map((one) => [one.path, one]),
  );
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a path is a folder or lies in it. */
export function liesIn(path: string, folder: string): boolean {
  return `${path}/`.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** The environment inside: there is a temporary folder of its own at /tmp, and none of ours but a shown one. */
export function innerEnvironment(
  env: Readonly<Record<string, string>>,
  { writable }: Reach,
): Readonly<Record<string, string>> {
  const { TMPDIR, ...others } = env;
  const isShown = TMPDIR !== undefined && writable.some((folder) => liesIn(TMPDIR, folder));
  return isShown ? env : { ...others, TMPDIR: '/tmp' };
}
