import { execa } from 'execa';
import type { CallLimits } from '../../core/call-limits.ts';
import { UserError } from '../../core/errors.ts';
import { sandboxSpec } from '../../core/sandbox-spec.ts';
import { SANDBOXES } from '../../core/schema/run.ts';
import { findExecutable } from '../machine.ts';
import { bwrapSandbox } from './bwrap.ts';
import { containerSandbox } from './container.ts';
import { noSandbox } from './none.ts';
import type { Sandbox } from './port.ts';

const DEFAULT_IMAGE = 'node:22';

/**
 * The sandbox that `none`, `bwrap`, `container` or `container:IMAGE` means, once its program is found in `path` and,
 * for bwrap, has shown that it works. Throws a UserError `usage` otherwise.
 */
export async function openSandbox(spec: string, path: string, limits: CallLimits | null = null): Promise<Sandbox> {
  switch (sandboxSpec(spec)?.name) {
    case 'bwrap':
      return proven(await bwrapWithin(await bwrapIn(path), limits));
    case 'container':
      return sandboxAs(spec, await engineIn(path), limits);
    default:
      return sandboxAs(spec, spec, limits);
  }
}

/** The sandbox of that name by a program that nobody has looked for, such as for showing what would be started. */
export function sandboxAs(spec: string, program: string, limits: CallLimits | null = null): Sandbox {
  const parsed = sandboxSpec(spec);
  switch (parsed?.name) {
    case undefined:
      throw new UserError('usage', `There is no sandbox ${JSON.stringify(spec)}.`, {
        hint: `Use one of: ${SANDBOXES.join(', ')}.`,
      });
    case 'none':
      return noSandbox;
    case 'bwrap':
      return bwrapSandbox(program);
    case 'container':
      return containerSandbox({ engine: program, image: parsed?.image ?? DEFAULT_IMAGE, limits });
  }
}

/** Since version 0.6 bubblewrap bounds what its temporary folders hold. */
async function bwrapWithin(file: string, limits: CallLimits | null): Promise<Sandbox> {
  const { stdout = '' } = await execa(file, ['--help'], { reject: false, timeout: PROBE_MS });
  return bwrapSandbox(file, { tmpBytes: stdout.includes('--size ') ? (limits?.scratch ?? null) : null });
}

async function engineIn(path: string): Promise<string> {
  const engine = (await findExecutable('docker', path)) ?? (await findExecutable('podman', path));
  if (engine !== null) return engine;
  throw new UserError('usage', 'Neither docker nor podman was found in PATH, so there is no sandbox "container".', {
    hint: 'Install one of them, or use --sandbox bwrap or --sandbox none.',
  });
}

async function bwrapIn(path: string): Promise<string> {
  const file = process.platform === 'linux' ? await findExecutable('bwrap', path) : null;
  if (file !== null) return file;
  const why = process.platform === 'linux' ? 'bwrap was not found in PATH' : 'bubblewrap works on Linux only';
  throw new UserError('usage', `There is no sandbox "bwrap": ${why}.`, {
    hint: 'Install it (apt install bubblewrap, dnf install bubblewrap), or use --sandbox container or --sandbox none.',
  });
}

const PROBE_MS = 10_000;

/** Some kernels and containers forbid what it does; that is found out before anything is counted. */
async function proven(sandbox: Sandbox): Promise<Sandbox> {
  const { file, args, env } = sandbox.confine(
    { file: 'true', args: [], cwd: '/', env: { PATH: '/usr/bin:/bin' } },
    { readOnly: [], writable: [], hidden: [], network: true },
  );
  const { exitCode, stderr } = await execa(file, args, { env, extendEnv: false, reject: false, timeout: PROBE_MS });
  if (exitCode === 0) return sandbox;
  throw new UserError(
    'usage',
    `The sandbox "bwrap" does not work here: ${stderr.trim().slice(-300) || 'it did not answer'}.`,
    {
      hint: 'The system must allow unprivileged user namespaces (inside Docker: --security-opt seccomp=unconfined); or use --sandbox none.',
    },
  );
}
