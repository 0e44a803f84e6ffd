import { z } from 'zod';
import { runProcess } from '../../platform/process.ts';
import { jsonLine } from '../json-line.ts';
import type { AgentCall } from '../port.ts';
import { isolation } from './arguments.ts';
import type { Client } from './call.ts';
import { piEnvironment } from './environment.ts';
import { furnishHome } from './home.ts';

const PATIENCE_MS = 30_000;
const SKILL = 'skill:';

const responseSchema = z.object({
  type: z.literal('response'),
  command: z.literal('get_commands'),
  data: z.object({ commands: z.array(z.object({ name: z.string(), source: z.string() })) }),
});

/** Names of the skills that the client would announce in a call, which it tells without asking a model; null where it does not. */
export async function announcedSkills(client: Client, call: AgentCall): Promise<readonly string[] | null> {
  await furnishHome(client.environment, call.home);
  let answer: readonly string[] | null = null;
  await runProcess({
    ...(await call.confine({
      file: client.file,
      args: ['--mode', 'rpc', ...isolation(call)],
      cwd: call.cwd,
      env: piEnvironment(client.environment, call),
    })),
    marker: call.marker,
    input: '{"type":"get_commands"}\n',
    timeoutMs: Math.min(PATIENCE_MS, call.timeoutMs),
    signal: call.signal,
    onLine(line) {
      const commands = responseSchema.safeParse(jsonLine(line)).data?.data.commands;
      const skills = commands?.filter(({ source }) => source === 'skill');
      answer = skills?.map(({ name }) => name.replace(SKILL, '')) ?? answer;
    },
  });
  return answer;
}
