import { allowedEnvironment } from '../environment.ts';
import type { AgentCall } from '../port.ts';

type ParentEnvironment = Readonly<Record<string, string | undefined>>;

/** Names of the user's variables that say which service is asked, as whom, and how it is reached. */
const PASSED = [
  /^GOOGLE_/,
  /^CLOUDSDK_/,
  /^GEMINI_(API_KEY|API_KEY_AUTH_MECHANISM|MODEL|CLI_USE_COMPUTE_ADC)$/,
  /^(GCLOUD_PROJECT|CLOUD_SHELL|CODE_ASSIST_ENDPOINT)$/,
];

/** What a `.env` file above the work folder could otherwise say. */
const ISOLATION = {
  GEMINI_SYSTEM_MD: 'false',
  GEMINI_WRITE_SYSTEM_MD: 'false',
  GEMINI_TELEMETRY_ENABLED: 'false',
  GEMINI_SANDBOX: 'false',
};

/** Headless, the client works in no folder that it does not trust; and it would start itself anew with more memory. */
const HEADLESS = { GEMINI_CLI_TRUST_WORKSPACE: 'true', GEMINI_CLI_NO_RELAUNCH: 'true' };

/** The whole environment of Gemini CLI. HOME is always `home`; what holds a login is copied there. */
export function geminiEnvironment(
  parent: ParentEnvironment,
  call: Pick<AgentCall, 'home' | 'passEnv' | 'hidden'>,
): Record<string, string> {
  const passed = Object.keys(parent).filter((name) => PASSED.some((pattern) => pattern.test(name)));
  return {
    ...HEADLESS,
    ...ISOLATION,
    ...allowedEnvironment(parent, [...passed, ...call.passEnv], call.hidden),
    HOME: call.home,
    // Reports of failed requests, which hold the conversation, would otherwise outlive the call.
    TMPDIR: call.home,
  };
}
