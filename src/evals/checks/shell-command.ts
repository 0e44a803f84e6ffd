import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { type ProcessEnd, runProcess } from '../../platform/process.ts';
import { copyOutputs } from './copy-outputs.ts';
import { shown } from './evidence.ts';
import { NotCheckable } from './not-checkable.ts';
import type { Check, CheckResult } from './port.ts';

const schema = z.looseObject({
  /** A line for `sh -c`, or a program and its arguments. */
  command: z.union([z.string().min(1), z.tuple([z.string().min(1)], z.string())]),
  expect_exit: z.int().min(0).max(255).default(0),
  expect_substring: z.string().min(1).optional(),
  /** Seconds. */
  timeout: z.number().positive().default(30),
});
type Fields = z.infer<typeof schema>;

const GRACE_MS = 1_000;
/** Characters of standard output that are searched. */
const OUTPUT_LIMIT = 4 * 1024 * 1024;

/** Passes when a command, run in a copy of the outputs, exits as expected and prints what is expected. */
export const shellCommand: Check<typeof schema> = {
  type: 'shell_command',
  schema,
  async run(fields, { outputs, commands }) {
    if (commands === null) {
      throw new UserError('refused', `The check shell_command is refused here: ${shown(fields.command)}.`, {
        hint: 'Allow commands, or state the expectation by a check that needs none.',
      });
    }
    const { cwd, home } = await copyOutputs(outputs, commands.scratch);
    const [file, ...args] = typeof fields.command === 'string' ? ['sh', '-c', fields.command] : fields.command;
    let stdout = '';
    const env = { ...commands.environment, HOME: home, TMPDIR: home };
    const end = await runProcess({
      ...(await commands.confine({ file, args, cwd, env })),
      marker: commands.marker,
      input: '',
      timeoutMs: fields.timeout * 1000,
      graceMs: GRACE_MS,
      signal: commands.signal,
      onLine(line) {
        if (stdout.length < OUTPUT_LIMIT) stdout += `${line}\n`;
      },
    });
    commands.signal.throwIfAborted();
    return judged(fields, end, stdout);
  },
};

function judged(fields: Fields, end: ProcessEnd, stdout: string): CheckResult {
  const command = shown(fields.command);
  if (end.startError !== null) throw notStarted(command, end.startError);
  if (end.type === 'timeout') throw new NotCheckable(`${command} did not finish in ${fields.timeout} s`);
  const said = `${stdout}\n${end.stderr}`;
  const ended = end.exitCode === null ? `was ended by ${end.killedBy}` : `exited with ${end.exitCode}`;
  const evidence = `${command} ${ended}, ${said.trim() === '' ? 'without a word' : `saying ${shown(said.trim())}`}`;
  if (end.exitCode !== fields.expect_exit)
    return { passed: false, evidence: `${evidence}; expected is ${fields.expect_exit}` };
  const wanted = fields.expect_substring;
  if (wanted === undefined || said.includes(wanted)) return { passed: true, evidence };
  return { passed: false, evidence: `${evidence}; ${shown(wanted)} is not in it` };
}

/** A program that is not there is the suite's affair; a machine without room for a process is the user's. */
function notStarted(command: string, { code, message }: { code: string; message: string }): Error {
  if (['ENOENT', 'EACCES', 'ENOEXEC'].includes(code))
    return new NotCheckable(`${command} could not be started (${code})`);
  return new UserError('filesystem', `A check's command could not be started: ${message}`, {
    hint: 'Make room for another process and run the command again; nothing was decided.',
  });
}
