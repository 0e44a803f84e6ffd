import { basename } from 'node:path';
import type { CallLimits } from '../../core/call-limits.ts';
import { MARKER_VARIABLE } from '../sweep.ts';
import { innerEnvironment, type Mount, mountsOf } from './mounts.ts';
import type { Sandbox } from './port.ts';
import { isSystem } from './system.ts';

export interface ContainerOptions {
  /** `docker` or `podman`. */
  readonly engine: string;
  /** It must hold what the agent needs to start, such as node. */
  readonly image: string;
  /** null: none. */
  readonly limits: CallLimits | null;
}

/** What a container may use: engines count threads as processes, of which a program such as node has about ten. */
function limitsFor(limits: CallLimits | null): readonly string[] {
  const { memory = null, processes = null } = limits ?? {};
  return [
    ...(memory === null ? [] : ['--memory', String(memory)]),
    ...(processes === null ? [] : ['--pids-limit', String(THREADS * processes)]),
  ];
}

const THREADS = 10;

/**
 * A container of docker or podman. Untested: the command line is built as their manuals say, and no test runs it.
 * Programs of the system are those of the image; variables go in by name, so that no value stands in an argument.
 */
export function containerSandbox({ engine, image, limits }: ContainerOptions): Sandbox {
  return {
    name: 'container',
    confine: (command, reach) => {
      const env = innerEnvironment(command.env, reach);
      const mounts = mountsOf(reach).filter(({ path }) => !isSystem(path));
      return {
        file: engine,
        args: [
          ...['run', '--rm', '--interactive', '--init', '--read-only', '--tmpfs', '/tmp', ...limitsFor(limits)],
          ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--network', reach.network ? 'host' : 'none'],
          ...mounts.flatMap(mounted),
          ...[...Object.keys(env).filter((name) => name !== 'PATH'), MARKER_VARIABLE].flatMap((name) => [
            '--env',
            name,
          ]),
          ...['--workdir', command.cwd, image],
          ...[isSystem(command.file) ? basename(command.file) : command.file, ...command.args],
        ],
        cwd: command.cwd,
        env,
      };
    },
  };
}

function mounted({ path, mode }: Mount): readonly string[] {
  return mode === 'hidden' ? ['--tmpfs', path] : ['--volume', mode === 'ro' ? `${path}:${path}:ro` : `${path}:${path}`];
}
