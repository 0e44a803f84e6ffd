import { resolve } from 'node:path';
import type { z } from 'zod';
import { placeWithin } from '../../place-within.ts';

/** What a model may call. `run` throws a ToolError for what the model can mend; its message is the tool's answer then. */
export interface Tool {
  readonly name: string;
  /** For the model. */
  readonly description: string;
  readonly input: z.ZodType;
  /** Whether it can change files. */
  readonly changes: boolean;
  run(input: unknown, place: Workplace): Promise<string>;
}

/** Where tools work, and how far they reach. Folders are absolute. */
export interface Workplace {
  readonly cwd: string;
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** Runs a program in `cwd`, confined, for at most that many milliseconds. */
  execute(file: string, args: readonly string[], timeoutMs: number): Promise<Executed>;
}

export interface Executed {
  /** Standard output, then standard error, within a limit. */
  readonly output: string;
  readonly exitCode: number | null;
  /** In words, where it did not exit by itself. */
  readonly trouble: string | null;
}

export class ToolError extends Error {
  /** Whether the tool was refused because of where it reached. */
  readonly denied: boolean;

  constructor(message: string, { denied = false }: { denied?: boolean } = {}) {
    super(message);
    this.name = 'ToolError';
    this.denied = denied;
  }
}

/** A tool whose `run` gets its input as the schema gives it. */
export function defineTool<Input>(
  tool: Omit<Tool, 'input' | 'run'> & {
    readonly input: z.ZodType<Input>;
    run(input: Input, place: Workplace): Promise<string>;
  },
): Tool {
  return { ...tool, run: (input, place) => tool.run(tool.input.parse(input), place) };
}

/** The real place of a path that the model may read. Throws a ToolError otherwise. */
export function readable(path: string, { cwd, readable: folders }: Workplace): Promise<string> {
  return within(path, cwd, folders);
}

/** The real place of a path that the model may write. Throws a ToolError otherwise. */
export function writable(path: string, { cwd, writable: folders }: Workplace): Promise<string> {
  return within(path, cwd, folders);
}

async function within(path: string, cwd: string, folders: readonly string[]): Promise<string> {
  const place = await placeWithin(resolve(cwd, path), folders);
  if (place !== null) return place;
  throw new ToolError(`${path} is out of reach; within reach: ${folders.join(', ') || 'nothing'}`, { denied: true });
}
