import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentCall } from '../port.ts';
import type { Login } from './login.ts';

/** Ends an agent that goes in circles; real work is bounded by the time limit long before. */
const MAX_TURNS = 100;
/** By itself the client asks a full service up to ten times; our own retries see more. */
const MAX_ATTEMPTS = 2;

export interface HomeSettings {
  readonly login: Login;
  /** Names of skills to turn off. */
  readonly hidden: readonly string[];
}

/**
 * Makes an empty folder the home of a call: settings of ours, and for an executor the skill under test as the one
 * that its user has. It is linked, so that what is read is the copy whose hash is checked afterwards.
 */
export async function furnishHome(
  { role, home, skill }: Pick<AgentCall, 'role' | 'home' | 'skill'>,
  settings: HomeSettings,
): Promise<void> {
  const seen = role === 'executor' ? skill : null;
  const hidden = settings.hidden.filter((name) => name !== seen?.name);
  await mkdir(join(home, '.gemini', 'skills'), { recursive: true });
  await writeFile(join(home, '.gemini', 'settings.json'), JSON.stringify(settingsOf(settings.login, hidden)));
  if (seen !== null) await symlink(seen.dir, join(home, '.gemini', 'skills', seen.name));
}

function settingsOf(login: Login, hidden: readonly string[]) {
  return {
    security: { auth: { selectedType: login.type } },
    privacy: { usageStatisticsEnabled: false },
    general: { maxAttempts: MAX_ATTEMPTS, enableAutoUpdate: false, enableAutoUpdateNotification: false },
    model: { maxSessionTurns: MAX_TURNS },
    skills: { disabled: hidden },
    hooksConfig: { enabled: false },
    // No memory file of a folder above, nor variables from an .env file there.
    context: { memoryBoundaryMarkers: [] },
    advanced: { ignoreLocalEnv: true },
  };
}
