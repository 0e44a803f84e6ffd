import { execa } from 'execa';

/** The files below a folder that git tracks, relative to it; none where git does not run or the folder is in no repository. */
export async function trackedFiles(dir: string): Promise<readonly string[]> {
  const { stdout, exitCode } = await execa('git', ['--no-optional-locks', 'ls-files', '-z', '--', '.'], {
    cwd: dir,
    timeout: 10_000,
    reject: false,
  });
  return exitCode === 0 ? stdout.split('\0').filter((path) => path !== '') : [];
}
