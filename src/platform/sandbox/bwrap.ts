import { innerEnvironment, type Mount, mountsOf } from './mounts.ts';
import type { Sandbox } from './port.ts';
import { SYSTEM_PATHS } from './system.ts';

export interface BwrapOptions {
  /** How much /tmp and /var/tmp may hold, where this version can bound them; null: half of the machine's memory each. */
  readonly tmpBytes: number | null;
}

/**
 * Bubblewrap (Linux): an empty root with the system read-only, own process ids, /proc, /tmp and host name. When the
 * command or skillratchet ends, the kernel ends every process inside. `file` is the absolute path of `bwrap`.
 */
export function bwrapSandbox(file: string, { tmpBytes }: BwrapOptions = { tmpBytes: null }): Sandbox {
  const sized = tmpBytes === null ? [] : ['--size', String(tmpBytes)];
  return {
    name: 'bwrap',
    confine: (command, reach) => ({
      file,
      args: [
        ...['--unshare-all', ...(reach.network ? ['--share-net'] : []), '--die-with-parent'],
        ...SYSTEM_PATHS.flatMap((path) => ['--ro-bind-try', path, path]),
        ...['--proc', '/proc', '--dev', '/dev', ...sized, '--tmpfs', '/tmp', ...sized, '--tmpfs', '/var/tmp'],
        ...mountsOf(reach, SYSTEM_PATHS).flatMap(mounted),
        ...['--chdir', command.cwd, '--', command.file, ...command.args],
      ],
      cwd: command.cwd,
      env: innerEnvironment(command.env, reach),
    }),
  };
}

function mounted({ path, mode }: Mount): readonly string[] {
  if (mode === 'hidden') return ['--tmpfs', path];
  return [mode === 'ro' ? '--ro-bind-try' : '--bind-try', path, path];
}
