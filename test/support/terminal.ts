import { execFile, spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { type Place, PROGRAM } from './cli.ts';

/** Whether a program can be given a terminal here: Python's `pty` makes one. */
export const HAS_TERMINALS = spawnSync('python3', ['-c', 'import pty']).status === 0;

/** Runs a program on a terminal of its own and types `answer` when it has said `question`. */
const ON_TERMINAL = `
import fcntl, os, pty, struct, sys, termios
question, answer, argv = sys.argv[1].encode(), sys.argv[2].encode(), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 30, 100, 0, 0))
    os.execvp(argv[0], argv)
said, answered = b'', False
while True:
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    said += data
    if question in said and not answered:
        os.write(terminal, answer)
        answered = True
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(said)
sys.stdout.flush()
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 255)
`;

export interface Conversation {
  /** Words at which the program waits for an answer. */
  readonly question: string;
  /** The keys that are pressed then. */
  readonly answer: string;
}

/** Runs the built program as a person would, on a terminal; what it says on both outputs, without its cursor's moves. */
export function onTerminal(args: readonly string[], conversation: Conversation, place: Place): Promise<Said> {
  return commandOnTerminal([process.execPath, PROGRAM, ...args], conversation, place);
}

export interface Said {
  readonly code: number;
  readonly said: string;
}

/** Runs any program so. */
export function commandOnTerminal(
  argv: readonly string[],
  { question, answer }: Conversation,
  { cwd, env }: Place,
): Promise<Said> {
  const command = ['-c', ON_TERMINAL, question, answer, ...argv];
  return new Promise((resolve) => {
    const child = execFile('python3', command, { cwd, env, timeout: 20_000, encoding: 'utf8' }, (_error, stdout) => {
      resolve({ code: child.exitCode ?? -1, said: stripVTControlCharacters(stdout).replaceAll('\r', '') });
    });
  });
}
