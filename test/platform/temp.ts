import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

/** Gives each test of the file a fresh folder; call the returned function for its path. */
export function useTempFolder(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await freshFolder();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}

/** The same, one for all tests of the file. */
export function useTempFolderForAll(): () => string {
  let folder = '';
  beforeAll(async () => {
    folder = await freshFolder();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-test-'));
  await chmod(folder, 0o755);
  return folder;
}
