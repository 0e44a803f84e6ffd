/** The `code` of a system error, such as ENOENT; null for any other value. */
export function errnoOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Whether the error says that the path does not exist. */
export function isMissing(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Trouble of the disk that a person can mend; the rest of the sentence that begins with the path. */
const DISK_TROUBLE: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than may be written there',
  EIO: 'the disk does not work as it should',
};

/** What a system error says about the disk, with the path that it happened at; null for any other value. */
export function diskTrouble(error: unknown): string | null {
  const what = DISK_TROUBLE[errnoOf(error) ?? ''];
  return what === undefined ? null : `${placeOf(error)}: ${what}`;
}

/** Does `work`; a system error says afterwards that it happened at `path`, which those of writes do not do. */
export async function naming<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && errnoOf(error) !== null) Object.assign(error, { path });
    throw error;
  }
}

/** An error of a copy has two paths: what is full is where it goes, what may not be touched can be either. */
function placeOf(error: unknown): string {
  const [from, to] = [textAt(error, 'path'), textAt(error, 'dest')];
  const mayBeEither = ['EACCES', 'EPERM', 'EIO'].includes(errnoOf(error) ?? '');
  if (from !== null && to !== null && mayBeEither) return `${from} to ${to}`;
  return to ?? from ?? 'a file';
}

function textAt(value: unknown, key: string): string | null {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : null;
  return typeof found === 'string' ? found : null;
}
