import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { appendLines } from '../../platform/append.ts';
import { writeDurable } from '../../platform/atomic.ts';
import { readText } from '../../store/records.ts';

/** `index.yaml`: a list to which one entry is added for each archived run; what stands in it stays as it is. */
const INDEX = 'index.yaml';

/** Entries of others may have further keys, and other words. */
const entrySchema = z.looseObject({
  id: z.string(),
  started_at: z.string().nullable().default(null),
  completed_at: z.string().nullable().default(null),
  status: z.string(),
  archive: z.string().nullable().default(null),
  notes: z.string().nullable().default(null),
});
export type IndexEntry = z.infer<typeof entrySchema>;

/** What a list of archived runs holds, oldest first, and what of it could not be understood. */
export interface ArchiveIndex {
  readonly entries: readonly IndexEntry[];
  readonly problems: readonly string[];
}

/**
 * Adds an entry, behind everything that is there. Only where a list has no end that could be added to, such as `runs: []`
 * or one with further keys behind it, it is written anew, as a list that has one; its entries and comments stay.
 */
export async function appendToIndex(artifacts: string, entry: object): Promise<void> {
  const yaml = await import('yaml');
  const path = join(artifacts, INDEX);
  const before = (await readText(path)) ?? '';
  // A last line that somebody wrote without its end would run into ours.
  const gap = before === '' || before.endsWith('\n') ? [] : [''];
  const text = yaml.stringify([entry], { lineWidth: 0 }).trimEnd();
  const lines = [...gap, text.replaceAll(/^(?=.)/gm, indentIn(before))];
  const anew = isAppendable(yaml, before, lines) ? null : withEntry(yaml, before, entry);
  await (anew === null ? appendLines(path, lines) : writeDurable(path, anew));
}

type Yaml = typeof import('yaml');

/** Whether the list has one entry more with these lines at its end. */
function isAppendable({ parse }: Yaml, before: string, lines: readonly string[]): boolean {
  try {
    return itemsIn(parse([before, ...lines].join('\n'))).length === itemsIn(parse(before)).length + 1;
  } catch {
    return false;
  }
}

/** The list written anew; null for what is no YAML, or holds no list. */
function withEntry({ isSeq, parseDocument }: Yaml, before: string, entry: object): string | null {
  const document = parseDocument(before);
  const list = isSeq(document.contents) ? document.contents : document.get('runs');
  if (document.errors.length > 0 || !isSeq(list)) return null;
  list.flow = false;
  list.add(document.createNode(entry));
  return document.toString({ lineWidth: 0 });
}

/** The blanks before each entry, as whoever began the list has them. */
function indentIn(list: string): string {
  return /^( *)- /m.exec(list)?.[1] ?? '';
}

/** Reads the list, bare or below `runs:` as other tools have it. A UserError where there is none, or it is no YAML. */
export async function readIndex(artifacts: string): Promise<ArchiveIndex> {
  const path = join(artifacts, INDEX);
  const text = await readText(path);
  if (text === null) {
    throw new UserError('usage', `${path} does not exist, so no run is archived there.`, {
      hint: 'Runs are archived with --artifacts DIR; name that folder.',
    });
  }
  const items = itemsIn(await parsed(path, text));
  const read = items.map((item, place) => ({ place, result: entrySchema.safeParse(item) }));
  return {
    entries: read.flatMap(({ result }) => result.data ?? []),
    problems: read.flatMap(({ place, result: { error } }) => {
      const issue = error?.issues[0];
      return issue === undefined ? [] : [`${path} /${[place, ...issue.path].join('/')}: ${issue.message}`];
    }),
  };
}

async function parsed(path: string, text: string): Promise<unknown> {
  const { parse } = await import('yaml');
  try {
    return parse(text);
  } catch (error) {
    const [first] = error instanceof Error ? error.message.split('\n') : [];
    throw new UserError('invalid_workspace', `${path}: ${first ?? 'is no YAML'}`, { cause: error });
  }
}

function itemsIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const runs = z.object({ runs: z.array(z.unknown()) }).safeParse(value);
  return runs.data?.runs ?? [];
}
