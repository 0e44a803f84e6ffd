import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { geminiEnvironment } from '../../../src/agents/gemini/environment.ts';
import { moveIn } from '../../../src/agents/gemini/installation.ts';
import { findLogin } from '../../../src/agents/gemini/login.ts';
import { exists } from '../../../src/platform/exists.ts';
import { makeTrialFolder } from '../../support/trial-folder.ts';

describe('the login of Gemini CLI is', () => {
  test.each([
    [{ GEMINI_API_KEY: 'k' }, 'gemini-api-key'],
    [{ GEMINI_API_KEY: 'k', GOOGLE_GENAI_USE_VERTEXAI: 'true' }, 'vertex-ai'],
    [{ GEMINI_API_KEY: 'k', GOOGLE_GENAI_USE_GCA: 'true' }, 'oauth-personal'],
    [{ GEMINI_CLI_USE_COMPUTE_ADC: 'true' }, 'compute-default-credentials'],
  ])('chosen by %j: %s', async (environment, type) => {
    expect(await findLogin(environment)).toMatchObject({ type });
  });

  test('that of the account in the home, where no variable chooses one; and otherwise none', async () => {
    const folder = await makeTrialFolder();
    const environment = { HOME: folder.userHome, GEMINI_API_KEY: '', GOOGLE_GENAI_USE_VERTEXAI: 'false' };
    expect(await findLogin(environment)).toBeNull();
    await folder.write('home/.gemini/oauth_creds.json', '{}');
    expect(await findLogin(environment)).toMatchObject({ type: 'oauth-personal' });
  });
});

describe('the home of a call', () => {
  test('holds our settings, the account, and the skill of an executor, and nothing else of the home', async () => {
    const folder = await makeTrialFolder();
    await folder.write('home/.gemini/oauth_creds.json', '{"refresh_token":"r"}');
    await folder.write('home/.gemini/GEMINI.md', 'remember');
    await folder.write('home/.gemini/settings.json', '{"model":{"name":"mine"}}');
    await folder.write('skill/notes/SKILL.md', 'body');
    const skill = { name: 'notes', description: '', dir: join(folder.root, 'skill', 'notes') };
    const environment = { HOME: folder.userHome };
    const login = await findLogin(environment);
    if (login === null) throw new Error('there is a login');
    const installed = { file: '/bin/gemini', version: null, login, skills: ['notes', 'skill-creator'] };
    const call = folder.call({ role: 'executor', skill });
    await moveIn(installed, environment, call);
    const read = (path: string) => readFile(join(call.home, '.gemini', path), 'utf8');
    expect(await read('oauth_creds.json')).toBe('{"refresh_token":"r"}');
    expect(await read('skills/notes/SKILL.md')).toBe('body');
    expect(await exists(join(call.home, '.gemini', 'GEMINI.md'))).toBe(false);
    expect(JSON.parse(await read('settings.json'))).toMatchObject({
      security: { auth: { selectedType: 'oauth-personal' } },
      privacy: { usageStatisticsEnabled: false },
      general: { maxAttempts: 2 },
      model: { maxSessionTurns: 100 },
      skills: { disabled: ['skill-creator'] },
    });
    expect((await stat(join(call.home, '.gemini', 'oauth_creds.json'))).mode & 0o077).toBe(0);
  });
});

test('the environment carries the login and the service, and nothing else that speaks to the client', () => {
  const parent = {
    PATH: '/bin',
    HOME: '/home/ann',
    TMPDIR: '/tmp/ann',
    GEMINI_API_KEY: 'k',
    GOOGLE_CLOUD_PROJECT: 'p',
    GEMINI_SYSTEM_MD: '/home/ann/system.md',
    GEMINI_CLI_HOME: '/home/ann',
    SOME_TOKEN: 't',
  };
  const environment = geminiEnvironment(parent, { home: '/trial/home', passEnv: [], hidden: [] });
  expect(environment).toMatchObject({
    PATH: '/bin',
    HOME: '/trial/home',
    TMPDIR: '/trial/home',
    GEMINI_API_KEY: 'k',
    GOOGLE_CLOUD_PROJECT: 'p',
    GEMINI_SYSTEM_MD: 'false',
  });
  expect(Object.keys(environment)).not.toContain('GEMINI_CLI_HOME');
  expect(Object.keys(environment)).not.toContain('SOME_TOKEN');
});
