import { describe, expect, test } from 'vitest';
import { claudeEnvironment } from '../../../src/agents/claude/environment.ts';

const call = { home: '/trial/home', passEnv: [], hidden: [] };
const base = { PATH: '/bin', HOME: '/home/ann' };

describe('HOME of Claude Code', () => {
  test.each([
    { ANTHROPIC_API_KEY: 'k' },
    { ANTHROPIC_AUTH_TOKEN: 't' },
    { CLAUDE_CODE_OAUTH_TOKEN: 't' },
    { CLAUDE_CODE_USE_BEDROCK: '1', AWS_SECRET_ACCESS_KEY: 's' },
    { CLAUDE_CODE_USE_BEDROCK: 'true', AWS_BEARER_TOKEN_BEDROCK: 't' },
    { CLAUDE_CODE_USE_VERTEX: '1', GOOGLE_APPLICATION_CREDENTIALS: '/key.json' },
    { CLAUDE_CODE_USE_FOUNDRY: '1', ANTHROPIC_FOUNDRY_API_KEY: 'k' },
  ])('is empty where variables carry the whole login: %o', (login) => {
    const environment = claudeEnvironment({ ...base, ...login, CLAUDE_CONFIG_DIR: '/home/ann/c' }, call);
    expect(environment).toMatchObject({ ...login, HOME: '/trial/home' });
    expect(environment).not.toHaveProperty('CLAUDE_CONFIG_DIR');
  });

  test.each([
    {},
    { ANTHROPIC_API_KEY: '' },
    { CLAUDE_CODE_USE_BEDROCK: '1', AWS_PROFILE: 'work' },
    { CLAUDE_CODE_USE_BEDROCK: '1', ANTHROPIC_API_KEY: 'of another service' },
    { CLAUDE_CODE_USE_VERTEX: '1', CLOUD_ML_REGION: 'europe-west1' },
  ])('stays where the login lies in the files of a subscription or a cloud profile: %o', (login) => {
    const environment = claudeEnvironment({ ...base, ...login, CLAUDE_CONFIG_DIR: '/home/ann/c' }, call);
    expect(environment).toMatchObject({ ...login, HOME: '/home/ann', CLAUDE_CONFIG_DIR: '/home/ann/c' });
  });
});

describe('the variables of Claude Code', () => {
  test('say which service is asked and how it is reached', () => {
    const parent = {
      ...base,
      ANTHROPIC_BASE_URL: 'http://gateway',
      AWS_REGION: 'eu-central-1',
      HTTPS_PROXY: 'http://proxy',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      CLAUDE_CODE_CLIENT_CERT: '/cert.pem',
    };
    expect(claudeEnvironment(parent, call)).toMatchObject({ ...parent, HOME: '/home/ann' });
  });

  test('keep out what would change the measurement, unless the user lets it through', () => {
    const parent = {
      ...base,
      CLAUDECODE: '1',
      CLAUDE_CODE_SAFE_MODE: '1',
      CLAUDE_CODE_SIMPLE: '1',
      GITHUB_TOKEN: 'secret',
    };
    const names = Object.keys(claudeEnvironment(parent, call));
    for (const name of ['CLAUDECODE', 'CLAUDE_CODE_SAFE_MODE', 'CLAUDE_CODE_SIMPLE', 'GITHUB_TOKEN']) {
      expect(names).not.toContain(name);
    }
    expect(claudeEnvironment(parent, { ...call, passEnv: ['GITHUB_TOKEN'] })).toHaveProperty('GITHUB_TOKEN', 'secret');
  });

  test('bound how long the client itself retries, and leave that to the user who set it', () => {
    expect(claudeEnvironment(base, call)).toMatchObject({ CLAUDE_CODE_MAX_RETRIES: '2', API_TIMEOUT_MS: '120000' });
    expect(claudeEnvironment({ ...base, CLAUDE_CODE_MAX_RETRIES: '9' }, call)).toHaveProperty(
      'CLAUDE_CODE_MAX_RETRIES',
      '9',
    );
  });

  test('turn off bundled and managed skills, memory files, updates and connectors, and keep scratch files in the call', () => {
    expect(claudeEnvironment(base, call)).toMatchObject({
      CLAUDE_CODE_DISABLE_BUNDLED_SKILLS: '1',
      CLAUDE_CODE_DISABLE_POLICY_SKILLS: '1',
      CLAUDE_CODE_DISABLE_CLAUDE_MDS: '1',
      CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
      DISABLE_AUTOUPDATER: '1',
      ENABLE_CLAUDEAI_MCP_SERVERS: 'false',
      CLAUDE_CODE_TMPDIR: '/trial/home',
      TERM: 'dumb',
    });
  });
});
