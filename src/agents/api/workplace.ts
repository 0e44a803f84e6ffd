import { runProcess } from '../../platform/process.ts';
import { cut } from '../cut.ts';
import { allowedEnvironment } from '../environment.ts';
import type { AgentCall } from '../port.ts';
import type { Executed, Workplace } from './tools/port.ts';

const OUTPUT_LIMIT = 64 * 1024;
/** What its programs have time for once they are told to end. */
const GRACE_MS = 2_000;

export interface Bounds {
  /** What the user has in the environment; the variables named in `secrets` never reach a program. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
  /** Milliseconds that are left of the call. */
  remaining(): number;
}

/** Where the tools of a call work: its folder, and for an executor the skill, which may be read. */
export function workplaceOf(call: AgentCall, bounds: Bounds): Workplace {
  const { cwd, role, skill } = call;
  return {
    cwd,
    readable: role === 'executor' && skill !== null ? [cwd, skill.dir] : [cwd],
    writable: role === 'judge' ? [] : [cwd],
    execute: (file, args, timeoutMs) => execute({ file, args, timeoutMs }, call, bounds),
  };
}

interface Execution {
  readonly file: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
}

async function execute({ file, args, timeoutMs }: Execution, call: AgentCall, bounds: Bounds): Promise<Executed> {
  let output = '';
  const end = await runProcess({
    ...(await call.confine({ file, args, cwd: call.cwd, env: environmentOf(call, bounds) })),
    marker: call.marker,
    input: '',
    timeoutMs: Math.max(1, Math.min(timeoutMs, bounds.remaining())),
    graceMs: GRACE_MS,
    signal: bounds.signal,
    onLine(line) {
      if (output.length <= OUTPUT_LIMIT) output += `${cut(line, OUTPUT_LIMIT)}\n`;
    },
  });
  const { exitCode, killedBy, startError } = end;
  const ended = end.type === 'timeout' ? 'ended: it took too long' : killedBy === null ? null : `ended by ${killedBy}`;
  return { output: within(`${output}${end.stderr}`.trimEnd()), exitCode, trouble: startError?.message ?? ended };
}

function environmentOf({ passEnv, hidden, home }: AgentCall, { environment, secrets }: Bounds) {
  const allowed = Object.entries(allowedEnvironment(environment, passEnv, hidden));
  return { ...Object.fromEntries(allowed.filter(([name]) => !secrets.includes(name))), HOME: home };
}

function within(output: string): string {
  if (output.length <= OUTPUT_LIMIT) return output;
  return `${cut(output, OUTPUT_LIMIT)}\n[the rest of the output is not kept]`;
}
