import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { borrowLogin, giveBackLogin } from '../../src/agents/borrowed-login.ts';
import { isRenewal as isCodexRenewal } from '../../src/agents/codex/login.ts';
import { isRenewal as isPiRenewal } from '../../src/agents/pi/login.ts';
import { makeTrialFolder } from '../support/trial-folder.ts';

/** A login at the end of a link, as people keep it who share their settings. */
async function borrowed() {
  const folder = await makeTrialFolder();
  const [original, link] = [join(folder.userHome, 'real.json'), join(folder.userHome, 'auth.json')];
  await writeFile(original, 'old', { mode: 0o600 });
  await symlink(original, link);
  const login = await borrowLogin(link, join(folder.cwd, 'copies', 'auth.json'));
  if (login === null) throw new Error('there is a login');
  return { login, link };
}

describe('a borrowed login', () => {
  test('is a copy that only its owner may read; there is none where nobody is logged in', async () => {
    const { login } = await borrowed();
    expect(await readFile(login.copy, 'utf8')).toBe('old');
    expect((await stat(login.copy)).mode & 0o077).toBe(0);
    expect(await borrowLogin('/nowhere/auth.json', login.copy)).toBeNull();
  });

  test('is given back renewed, to where it lies, and stays private', async () => {
    const { login, link } = await borrowed();
    await writeFile(login.copy, 'new');
    await giveBackLogin(login, () => true);
    expect(await readFile(link, 'utf8')).toBe('new');
    expect((await stat(login.original)).mode & 0o077).toBe(0);
  });

  test('is not given back where it is no renewal, or where the person has another by now', async () => {
    const { login, link } = await borrowed();
    await writeFile(login.copy, 'planted');
    await giveBackLogin(login, () => false);
    expect(await readFile(link, 'utf8')).toBe('old');
    await writeFile(login.original, 'theirs');
    await giveBackLogin(login, () => true);
    expect(await readFile(link, 'utf8')).toBe('theirs');
  });
});

describe('a renewal', () => {
  const codex = (account_id: string, last_refresh: string) =>
    JSON.stringify({ tokens: { account_id, access_token: 'a', refresh_token: 'r' }, last_refresh });
  const pi = (logins: object) => JSON.stringify({ openai: { type: 'api_key', key: 'k' }, ...logins });
  const account = (access: string, expires: number) => ({ anthropic: { type: 'oauth', access, expires } });

  test.each([
    ['a newer one of the same account', codex('me', '2026-01-02T00:00:00Z'), true],
    ['one of another account', codex('you', '2026-01-02T00:00:00Z'), false],
    ['an older one', codex('me', '2025-01-01T00:00:00Z'), false],
    ['a key', '{"OPENAI_API_KEY":"k"}', false],
    ['no JSON', 'x', false],
  ])('of Codex: %s', (_, after, expected) => {
    expect(isCodexRenewal(codex('me', '2026-01-01T00:00:00Z'), after)).toBe(expected);
  });

  test.each([
    ['an account that expires later', pi(account('b', 2)), true],
    ['an account that expires earlier', pi(account('b', 0)), false],
    ['another key', JSON.stringify({ openai: { type: 'api_key', key: 'x' }, ...account('b', 2) }), false],
    ['a login more', pi({ ...account('b', 2), google: { type: 'oauth' } }), false],
    ['no JSON', 'x', false],
  ])('of pi: %s', (_, after, expected) => {
    expect(isPiRenewal(pi(account('a', 1)), after)).toBe(expected);
  });
});
