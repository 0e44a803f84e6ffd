import type { Shell } from './shell.ts';

/** Says on standard error what went wrong: on a terminal broken at blanks, each line within its indent, else as it is. */
export async function tellError(shell: Pick<Shell, 'errors' | 'liveColumns' | 'report'>, text: string): Promise<void> {
  if (!shell.errors.isTTY) return shell.report(text);
  const { wrapped } = await import('../report/fact-lines.ts');
  const lines = text.split('\n').flatMap((line) => {
    const indent = /^ */.exec(line)?.[0] ?? '';
    return wrapped(line.slice(indent.length), shell.liveColumns - indent.length).map((part) => `${indent}${part}`);
  });
  shell.report(lines.join('\n'));
}
