import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { placeWithin } from '../place-within.ts';
import type { AgentCall, AgentEvent } from '../port.ts';
import { changes, nameOf, pathsOf, toolCallSchema } from './tool-call.ts';
import type { Updates } from './updates.ts';

/** Answers what a client asks of us: whether it may do something, and files. It gets no further than the call's folders. */
export interface Guard {
  /** The chosen option's id; null: none of them. */
  permit(params: unknown): Promise<string | null>;
  read(params: {
    readonly path: string;
    readonly line?: number | null;
    readonly limit?: number | null;
  }): Promise<string>;
  write(params: { readonly path: string; readonly content: string }): Promise<void>;
  /** Ids of the tool calls that were refused. */
  readonly denied: readonly string[];
  /** Names of the tools that can change something, as far as any was seen. */
  readonly changing: ReadonlySet<string>;
}

/** A file of the client's own protocol that it may not reach. */
export class OutOfReach extends Error {}

export interface Guarding {
  readonly call: Pick<AgentCall, 'cwd' | 'home' | 'skill'>;
  readonly updates: Updates;
  onEvent(event: AgentEvent): void;
}

const permissionSchema = z.object({
  toolCall: toolCallSchema,
  options: z.array(z.object({ optionId: z.string(), kind: z.string() })),
});

const WRITE = 'fs/write_text_file';

export function createGuard({ call, updates, onEvent }: Guarding): Guard {
  const { cwd, home, skill } = call;
  const writable = [cwd];
  const readable = [cwd, home, ...(skill === null ? [] : [skill.dir])];
  const denied: string[] = [];
  const changing = new Set([WRITE]);
  let files = 0;
  const reach = (path: string, folders: readonly string[]) => placeWithin(resolve(cwd, path), folders);
  /** Reading and writing through us is as good as a tool call. */
  const asToolCall = async (name: string, path: string, work: (place: string) => Promise<string>): Promise<string> => {
    files += 1;
    const id = `${name}-${files}`;
    onEvent({ type: 'tool_call', id, name, input: { path } });
    const finish = (output: string, is_error: boolean): void => onEvent({ type: 'tool_result', id, output, is_error });
    try {
      const place = await reach(path, name === WRITE ? writable : readable);
      if (place === null) throw new OutOfReach(`${path} is out of reach`);
      const output = await work(place);
      finish(output, false);
      return output;
    } catch (error) {
      if (error instanceof OutOfReach) denied.push(id);
      finish(error instanceof Error ? error.message : String(error), true);
      throw error;
    }
  };
  return {
    denied,
    changing,
    async permit(params) {
      const { toolCall, options } = permissionSchema.parse(params);
      const asked = updates.toolCall(toolCall);
      const folders = changes(asked) ? writable : readable;
      if (changes(asked)) changing.add(nameOf(asked));
      const places = await Promise.all(pathsOf(asked).map((path) => reach(path, folders)));
      const allowed = !places.includes(null);
      if (!allowed) denied.push(asked.toolCallId);
      const wanted = allowed ? ['allow_once', 'allow_always'] : ['reject_once', 'reject_always'];
      const choice = wanted.flatMap((kind) => options.find((option) => option.kind === kind) ?? []);
      return choice[0]?.optionId ?? null;
    },
    read: ({ path, line, limit }) =>
      asToolCall('fs/read_text_file', path, async (place) => {
        const lines = (await readFile(place, 'utf8')).split('\n');
        const from = Math.max(0, (line ?? 1) - 1);
        return lines.slice(from, limit ? from + limit : undefined).join('\n');
      }),
    async write({ path, content }) {
      await asToolCall(WRITE, path, async (place) => {
        await mkdir(dirname(place), { recursive: true });
        await writeFile(place, content);
        return `${path} is written.`;
      });
    },
  };
}
