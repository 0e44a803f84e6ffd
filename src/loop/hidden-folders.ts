import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { pointsInto } from '../agents/environment.ts';
import { UserError } from '../core/errors.ts';
import { errnoOf, isMissing } from '../platform/errno.ts';

type Environment = Readonly<Record<string, string>>;

/** The folders that no agent is pointed to, by every path that is known: as given, as they really are, as PATH calls them. */
export async function hiddenFolders(paths: readonly string[], { PATH = '' }: Environment): Promise<readonly string[]> {
  const hidden = [...new Set([...paths, ...(await Promise.all(paths.map(realPlace)))])];
  return [...hidden, ...(await leadingInto(PATH, hidden))];
}

/** A UserError `usage` for a variable that would lead agents into a hidden folder. Of PATH they get what lies elsewhere. */
export async function checkEnvironment(environment: Environment, hidden: readonly string[]): Promise<void> {
  for (const [name, value] of Object.entries(environment)) {
    if (name === 'PATH' || (await leadingInto(value, hidden)).length === 0) continue;
    throw new UserError('usage', `The variable ${name} would lead agents to the skill or its workspace: ${value}.`, {
      hint: 'Let it name a place outside of both, or leave it out.',
    });
  }
}

/** A UserError `usage` for a path that would show agents something hidden. */
export async function checkReadable(paths: readonly string[], hidden: readonly string[]): Promise<void> {
  const [leading] = await leadingInto(paths.join(':'), hidden);
  if (leading === undefined) return;
  throw new UserError('usage', `--sandbox-read ${leading} would lead agents to the skill or its workspace.`, {
    hint: 'Let it name a place outside of both, or leave it out.',
  });
}

/** Those of a list of paths that are, or lie in, a hidden folder, through whatever links. */
async function leadingInto(value: string, hidden: readonly string[]): Promise<readonly string[]> {
  const paths = value.split(':').filter(isAbsolute);
  const leading = await Promise.all(
    paths.map(async (path) => pointsInto(path, hidden) || pointsInto(await realPlace(path), hidden)),
  );
  return paths.filter((_, index) => leading[index]);
}

/** Where a path leads; of what is not there yet, where it would be. */
async function realPlace(path: string): Promise<string> {
  let there = path;
  for (;;) {
    const real = await realIfReached(there);
    if (real !== null) return resolve(real, relative(there, path));
    there = dirname(there);
  }
}

/** null for what is not there, and for what we may not look at. */
async function realIfReached(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error) || ['EACCES', 'ELOOP', 'ENAMETOOLONG'].includes(errnoOf(error) ?? '')) return null;
    throw error;
  }
}
