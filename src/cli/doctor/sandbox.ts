import { UserError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import type { SandboxName } from '../../core/schema/run.ts';
import { openSandbox } from '../../platform/sandbox/open.ts';

/** What of a sandbox that works is worth knowing. */
const KNOWN: Readonly<Record<SandboxName, string>> = {
  none: '',
  bwrap: 'works: --sandbox bwrap',
  container: 'has its engine; what it does is untested: --sandbox container',
};

/** Each kind of sandbox there is; one that was asked for must work. */
export function lookAtSandboxes(path: string, asked: string | undefined): Promise<readonly Finding[]> {
  const kinds = (['bwrap', 'container'] as const).map((kind) =>
    lookAt(kind, asked?.startsWith(kind) ? asked : kind, { path, isAsked: asked?.startsWith(kind) ?? false }),
  );
  return Promise.all(kinds);
}

async function lookAt(
  kind: SandboxName,
  spec: string,
  { path, isAsked }: { readonly path: string; readonly isAsked: boolean },
): Promise<Finding> {
  try {
    await openSandbox(spec, path);
    return { area: 'sandbox', status: 'ok', message: `${kind} ${KNOWN[kind]}`, fix: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { area: 'sandbox', status: isAsked ? 'fail' : 'warn', message: error.message, fix: error.hint ?? null };
  }
}
