import { z } from 'zod';
import { defineTool, ToolError } from './port.ts';

const DEFAULT_SECONDS = 120;

/** Runs a line in the system's shell, confined; what it leaves running in the background is ended with it. */
export const shell = defineTool({
  name: 'shell',
  description:
    'Runs a command line (sh) in the work folder. Nothing can be typed into it; background processes end with it.',
  input: z.object({ command: z.string(), timeout_seconds: z.number().positive().max(3600).optional() }),
  changes: true,
  async run({ command, timeout_seconds = DEFAULT_SECONDS }, place) {
    const { output, exitCode, trouble } = await place.execute('/bin/sh', ['-c', command], timeout_seconds * 1000);
    if (exitCode === 0 && trouble === null) return output === '' ? '[no output]' : output;
    throw new ToolError(`${output}\n[${trouble ?? `exit code ${exitCode}`}]`.trim());
  },
});
