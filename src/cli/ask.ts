import { createInterface } from 'node:readline/promises';
import { EXIT, UserError } from '../core/errors.ts';
import { harmless } from '../report/text.ts';
import type { Shell } from './shell.ts';

export interface Asked {
  /** Without the "[y/N]". */
  readonly question: string;
  /** What the command does that a person has to agree to: "apply asks before it changes DIR". */
  readonly why: string;
}

/** The part of the shell that a person is asked through. */
export interface Asking extends Pick<Shell, 'report' | 'exit'> {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly errors: NodeJS.WritableStream;
}

/** Whether the person says yes. A UserError `usage` where there is nobody to ask; Ctrl-C sets the exit code of an interrupt and is a no. */
export async function agreed(shell: Asking, { question, why }: Asked): Promise<boolean> {
  if (!shell.input.isTTY) {
    throw new UserError('usage', `${why}, and there is no terminal to ask on.`, { hint: 'Add --yes.' });
  }
  const answer = await answerTo(shell, harmless(`${question} [y/N] `));
  return answer !== null && /^y(es)?$/i.test(answer.trim());
}

/** What the person types; null, with the exit code of an interrupt, when that is Ctrl-C or Ctrl-D. */
async function answerTo(shell: Asking, question: string): Promise<string | null> {
  const asking = createInterface({ input: shell.input, output: shell.errors });
  try {
    return await asking.question(question);
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
    shell.report('');
    shell.exit(EXIT.interrupted);
    return null;
  } finally {
    asking.close();
  }
}
