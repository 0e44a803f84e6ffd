import { join } from 'node:path';
import { allowedEnvironment } from '../environment.ts';
import type { AgentCall, Needs } from '../port.ts';

type ParentEnvironment = Readonly<Record<string, string | undefined>>;

/** Names of the user's variables that say which service is asked, as whom, and how it is reached. */
const PASSED = [
  /^ANTHROPIC_/,
  /^AWS_/,
  /^GOOGLE_/,
  /^CLOUDSDK_/,
  /^(GCLOUD_PROJECT|CLOUD_ML_REGION)$/,
  /^VERTEX_/,
  /^BEDROCK_/,
  /^AZURE_/,
  /^CLAUDE_CODE_(USE|SKIP|CLIENT|OAUTH)_/,
  /^CLAUDE_CODE_(MAX_RETRIES|MAX_OUTPUT_TOKENS|API_KEY_HELPER_TTL_MS)$/,
  /^(API_TIMEOUT_MS|MAX_THINKING_TOKENS)$/,
];

/** By itself the client retries a refused login and a full service for many minutes; our own retries see more. */
const DEFAULTS = { CLAUDE_CODE_MAX_RETRIES: '2', API_TIMEOUT_MS: '120000' };

/** Nothing but the skill under test may be visible, and nothing but the model service may be asked. */
const ISOLATION = {
  CLAUDE_CODE_DISABLE_BUNDLED_SKILLS: '1',
  CLAUDE_CODE_DISABLE_POLICY_SKILLS: '1',
  CLAUDE_CODE_DISABLE_CLAUDE_MDS: '1',
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  ENABLE_CLAUDEAI_MCP_SERVERS: 'false',
};

/** Services with a switch of their own, and the variables of which one is a whole login there. */
const SERVICES = [
  { chosenBy: 'CLAUDE_CODE_USE_BEDROCK', logins: ['AWS_BEARER_TOKEN_BEDROCK', 'AWS_SECRET_ACCESS_KEY'] },
  { chosenBy: 'CLAUDE_CODE_USE_VERTEX', logins: ['GOOGLE_APPLICATION_CREDENTIALS'] },
  { chosenBy: 'CLAUDE_CODE_USE_FOUNDRY', logins: ['ANTHROPIC_FOUNDRY_API_KEY'] },
];

const ANTHROPIC_LOGINS = ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'];

/**
 * The whole environment of Claude Code. HOME is `home`, an empty folder, where the user's variables carry the login.
 * Otherwise the login lies in files or a keychain that only the real HOME leads to (a subscription, a cloud profile),
 * and HOME stays; empty setting sources then keep everything else in it out of sight.
 */
export function claudeEnvironment(
  parent: ParentEnvironment,
  call: Pick<AgentCall, 'home' | 'passEnv' | 'hidden'>,
): Record<string, string> {
  const passed = Object.keys(parent).filter((name) => PASSED.some((pattern) => pattern.test(name)));
  return {
    ...DEFAULTS,
    ...ISOLATION,
    ...allowedEnvironment(parent, [...passed, ...call.passEnv], call.hidden),
    // Its shell's scratch files would otherwise outlive the call in the system's temporary folder.
    CLAUDE_CODE_TMPDIR: call.home,
    ...(carriesLogin(parent) ? { HOME: call.home } : realHome(parent, call.home)),
  };
}

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';

/** The variables with every model service where nobody answers, so that a call cannot cost anything. */
export function withoutService(parent: ParentEnvironment): ParentEnvironment {
  const services = ['ANTHROPIC', 'ANTHROPIC_BEDROCK', 'ANTHROPIC_VERTEX', 'ANTHROPIC_FOUNDRY'];
  const addresses = services.map((service) => [`${service}_BASE_URL`, NOWHERE]);
  return { ...parent, ...Object.fromEntries(addresses), CLAUDE_CODE_MAX_RETRIES: '0' };
}

/**
 * What a sandbox must let through of the real HOME where that carries the login. Claude Code writes a renewed login
 * into its file; its settings, skills, memory and history stay out of sight.
 */
export function loginFiles({ HOME = '', CLAUDE_CONFIG_DIR }: Readonly<Record<string, string>>, empty: string): Needs {
  if (HOME === empty) return {};
  const account = join(CLAUDE_CONFIG_DIR ?? HOME, '.claude.json');
  return { readOnly: [account], writable: [join(CLAUDE_CONFIG_DIR ?? join(HOME, '.claude'), '.credentials.json')] };
}

function carriesLogin(parent: ParentEnvironment): boolean {
  const service = SERVICES.find(({ chosenBy }) => isOn(parent[chosenBy]));
  return (service?.logins ?? ANTHROPIC_LOGINS).some((name) => isOn(parent[name]));
}

function realHome(parent: ParentEnvironment, empty: string): Record<string, string> {
  const config = parent.CLAUDE_CONFIG_DIR;
  return { HOME: parent.HOME ?? empty, ...(config === undefined ? {} : { CLAUDE_CONFIG_DIR: config }) };
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value);
}
