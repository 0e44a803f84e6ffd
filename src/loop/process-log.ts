import { relative } from 'node:path';
import { cut } from '../agents/cut.ts';
import { withoutCanaries } from '../core/canary.ts';
import type { ProcessRun } from '../core/events.ts';
import type { ProcessEnd } from '../platform/process.ts';
import type { Command } from '../platform/sandbox/port.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';

type Told = Pick<Campaign, 'journal' | 'clock' | 'emit' | 'redact' | 'canaries'>;
type Run = Omit<ProcessRun, 'event' | 'at'>;

/** What the processes belong to. */
export interface ProcessOwner extends Pick<Run, 'purpose' | 'call'> {
  /** Folders by what they are called in the journal. Absolute. */
  readonly folders: Readonly<Record<'work' | 'home', string>>;
  /** Arguments may quote what must stay sealed, and are left out. */
  readonly sealed?: boolean;
}

/** Notes every process that is started by its commands. */
export interface ProcessLog {
  /** The same confiner, whose commands tell of their end. */
  noting<Needs extends readonly unknown[]>(
    confine: (command: Command, ...needs: Needs) => Promise<Command>,
  ): (command: Command, ...needs: Needs) => Promise<Command>;
  /** Puts what has ended into the journal. */
  write(): Promise<unknown>;
}

const ARGUMENT_LIMIT = 200;

/** The log of a call or of a trial's checks. */
export function processLog(told: Told, owner: ProcessOwner): ProcessLog {
  const ended: Run[] = [];
  return {
    noting:
      (confine) =>
      async (command, ...needs) => ({
        ...(await confine(command, ...needs)),
        onEnd: (end) =>
          ended.push(
            runOf({ ...owner, clean: (text) => told.redact(withoutCanaries(text, told.canaries)) }, command, end),
          ),
      }),
    write: () => Promise.all(ended.splice(0).map((run) => tell(told, { event: 'process_run', ...run }))),
  };
}

/** The command is that inside of a sandbox; the wall around it is the run's. */
function runOf(
  owner: ProcessOwner & { readonly clean: (text: string) => string },
  { file, args, cwd }: Command,
  end: ProcessEnd,
): Run {
  const { purpose, call, folders, clean, sealed = false } = owner;
  const argv = [file, ...(sealed ? [] : args)].map((text) => cut(clean(text), ARGUMENT_LIMIT));
  const { type, exitCode, killedBy, durationMs } = end;
  const facts = { end: type, exit_code: exitCode, signal: killedBy, duration_ms: durationMs };
  return { purpose, call, argv, cwd: placeOf(cwd, folders), ...facts };
}

function placeOf(cwd: string, folders: ProcessOwner['folders']): Run['cwd'] {
  const isIn = (folder: string): boolean => !relative(folder, cwd).startsWith('..');
  if (isIn(folders.work)) return 'work';
  return isIn(folders.home) ? 'home' : 'other';
}
