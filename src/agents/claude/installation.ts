import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { runProcess } from '../../platform/process.ts';
import { claudeEnvironment } from './environment.ts';

const PATIENCE_MS = 30_000;

const authStatusSchema = z.object({ loggedIn: z.boolean() });

/**
 * The version of the client at `file`, once it has said that it starts and that it has a login. Throws a UserError
 * `agent_unavailable` otherwise. A client that cannot tell whether it has a login is believed: its first call will.
 */
export async function checkInstallation(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const home = await mkdtemp(join(tmpdir(), 'skillratchet-home-'));
  try {
    const ask = (args: readonly string[]): Promise<string> =>
      askClient({ file, args, home, env: claudeEnvironment(environment, { home, passEnv: [], hidden: [] }) });
    const version = /\d+\.\d+\.\d+\S*/.exec(await ask(['--version']))?.[0] ?? null;
    if (deniesLogin(await ask(['--setting-sources', '', 'auth', 'status']))) {
      throw new UserError('agent_unavailable', 'Claude Code is not logged in.', {
        hint: 'Set ANTHROPIC_API_KEY, or run `claude` once and log in. Settings files are not read, so a key from an apiKeyHelper there does not count.',
      });
    }
    return version;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

interface Question {
  readonly file: string;
  readonly args: readonly string[];
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What the client prints. */
async function askClient({ file, args, home, env }: Question): Promise<string> {
  const lines: string[] = [];
  const end = await runProcess({
    file,
    args,
    cwd: home,
    env,
    marker: randomUUID(),
    input: '',
    timeoutMs: PATIENCE_MS,
    signal: new AbortController().signal,
    onLine: (line) => lines.push(line),
  });
  if (end.startError !== null) {
    throw new UserError('agent_unavailable', `Claude Code cannot be started: ${end.startError.message}`);
  }
  return lines.join('\n');
}

function deniesLogin(answer: string): boolean {
  try {
    return authStatusSchema.safeParse(JSON.parse(answer)).data?.loggedIn === false;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
