/** A part of a transcript under a heading of ours. */
export interface Step {
  /** Such as "Assistant", or "Tool call: Bash". */
  readonly title: string;
  readonly body: string;
  readonly isTool: boolean;
  readonly isError: boolean;
}

const HEADING = /^## (Prompt|Assistant|User|System|Final message|Log|Tool call: .*|Tool result(?: \(error\))?)$/;

/**
 * A transcript of ours in its steps; another tool's is one step without a title. What an agent said is quoted or
 * fenced in it, so that a heading there is none of ours.
 */
export function transcriptSteps(text: string): readonly Step[] {
  const steps: { title: string; lines: string[] }[] = [{ title: '', lines: [] }];
  let fence = '';
  for (const line of text.split('\n')) {
    const ticks = /^`{3,}$/.exec(line)?.[0] ?? '';
    if (fence === '' && ticks !== '') fence = ticks;
    else if (ticks === fence) fence = '';
    const title = fence === '' ? HEADING.exec(line)?.[1] : undefined;
    if (title === undefined) steps.at(-1)?.lines.push(line);
    else steps.push({ title, lines: [] });
  }
  return steps.map(({ title, lines }) => stepOf(title, lines)).filter(({ title, body }) => title !== '' || body !== '');
}

function stepOf(title: string, lines: readonly string[]): Step {
  const isTool = title.startsWith('Tool');
  const isSaid = isTool || ['Assistant', 'User', 'System', 'Final message', 'Log'].includes(title);
  const kept = trimBlank(lines);
  return { title, body: (isSaid ? unwrapped(kept) : kept).join('\n'), isTool, isError: title.endsWith('(error)') };
}

/** Without the quote marks, or the fence, that we put around it. */
function unwrapped(lines: readonly string[]): readonly string[] {
  if (lines.length > 1 && /^`{3,}$/.test(lines[0] ?? '') && lines.at(-1) === lines[0]) return lines.slice(1, -1);
  return lines.every((line) => line.startsWith('>')) ? lines.map((line) => line.replace(/^> ?/, '')) : lines;
}

function trimBlank(lines: readonly string[]): readonly string[] {
  const isFull = (line: string) => line.trim() !== '';
  return lines.slice(Math.max(0, lines.findIndex(isFull)), lines.findLastIndex(isFull) + 1);
}
