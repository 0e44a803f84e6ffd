import { errnoOf } from '../../../platform/errno.ts';
import { type Tool, ToolError, type Workplace } from './port.ts';

/** What a tool answered. */
export interface Used {
  readonly output: string;
  readonly isError: boolean;
  readonly isDenied: boolean;
}

/** Uses a tool. What the model can mend, such as a file that is not there, is an answer as well. */
export async function useTool(tool: Tool, input: unknown, place: Workplace): Promise<Used> {
  const parsed = tool.input.safeParse(input);
  if (!parsed.success) return failure(`the input cannot be used: ${parsed.error.issues[0]?.message}`);
  try {
    return { output: await tool.run(parsed.data, place), isError: false, isDenied: false };
  } catch (error) {
    if (error instanceof ToolError) return failure(error.message, error.denied);
    if (error instanceof Error && errnoOf(error) !== null) return failure(error.message);
    throw error;
  }
}

function failure(output: string, isDenied = false): Used {
  return { output, isError: true, isDenied };
}
