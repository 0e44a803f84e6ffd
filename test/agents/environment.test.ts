import { describe, expect, it } from 'vitest';
import { allowedEnvironment, pointsInto, secretValues } from '../../src/agents/environment.ts';

const SECRETS = {
  GITHUB_TOKEN: 'github-token-value',
  AWS_ACCESS_KEY_ID: 'aws-key-id-value',
  AWS_SECRET_ACCESS_KEY: 'aws-secret-value',
  AWS_SESSION_TOKEN: 'aws-session-value',
  NPM_TOKEN: 'npm-token-value',
  OPENAI_API_KEY: 'openai-key-value',
  DATABASE_PASSWORD: 'database-password',
  SSH_AUTH_SOCK: '/run/agent.sock',
  NODE_OPTIONS: '--require /evil.js',
  LD_PRELOAD: '/evil.so',
};

describe('the environment of an agent', () => {
  it('holds nothing of the parent that is not on the list, secrets least of all', () => {
    expect(allowedEnvironment(SECRETS, [])).toEqual({ TERM: 'dumb' });
  });

  it.each([
    'PATH',
    'LANG',
    'LC_ALL',
    'LC_MESSAGES',
    'TZ',
    'TMPDIR',
    'HTTPS_PROXY',
    'https_proxy',
    'no_proxy',
    'ALL_PROXY',
    'SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
    'REQUESTS_CA_BUNDLE',
  ])('holds %s, so that it starts, speaks the language and reaches the network', (name) => {
    expect(allowedEnvironment({ ...SECRETS, [name]: 'x' }, [])).toEqual({ TERM: 'dumb', [name]: 'x' });
  });

  it('holds what the person lets through by name, and nothing whose name is only similar', () => {
    const environment = allowedEnvironment(SECRETS, ['GITHUB_TOKEN', 'AWS_', 'MISSING']);
    expect(environment).toEqual({ TERM: 'dumb', GITHUB_TOKEN: 'github-token-value' });
  });

  it('never has the home of the person, nor their terminal', () => {
    expect(allowedEnvironment({ HOME: '/home/me', TERM: 'xterm', LANG: undefined }, [])).toEqual({ TERM: 'dumb' });
  });
});

describe('a hidden folder', () => {
  const hidden = ['/home/me/skill', '/home/me/skill-autoresearch'];

  it('is left out of PATH with all that lies in it; everything else keeps its place', () => {
    const PATH = '/home/me/skill/node_modules/.bin:/usr/bin:/home/me/skill:/home/me/skills/bin::/bin';
    expect(allowedEnvironment({ PATH }, [], hidden)).toHaveProperty('PATH', '/usr/bin:/home/me/skills/bin::/bin');
    expect(allowedEnvironment({ PATH }, [])).toHaveProperty('PATH', PATH);
  });

  it.each([
    ['/home/me/skill', true],
    ['/home/me/skill-autoresearch/v0', true],
    ['/usr/bin:/home/me/skill/', true],
    ['/home/me', false],
    ['/home/me/skills', false],
    ['home/me/skill', false],
    ['', false],
  ])('%j points into it: %j', (value, points) => {
    expect(pointsInto(value, hidden)).toBe(points);
  });
});

describe('the secrets of an environment', () => {
  it('are the values of variables that are named like secrets', () => {
    const values = secretValues({
      ...SECRETS,
      my_api_key: 'lower-case-value',
      GOOGLE_CREDENTIALS: 'credentials-value',
    });
    expect(values).toEqual([
      'github-token-value',
      'aws-secret-value',
      'aws-session-value',
      'npm-token-value',
      'openai-key-value',
      'database-password',
      'lower-case-value',
      'credentials-value',
    ]);
  });

  it('are none where the value is absent, or too short to be one', () => {
    expect(
      secretValues({
        API_KEY: undefined,
        KEY: 'yes',
        TOKEN: '',
        KEYBOARD: 'a-us-layout',
        MONKEY_BUSINESS: 'a-film-of-1931',
      }),
    ).toEqual([]);
  });
});
