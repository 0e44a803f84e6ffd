import { API_KEYS, loginKey } from './environment.ts';

type ParentEnvironment = Readonly<Record<string, string | undefined>>;

const OPENAI = 'https://api.openai.com/v1';

/**
 * The `config.toml` of a call: no skills, plugins or connectors beside the skill under test, nobody asked and nothing
 * reported, few retries of its own, for ours see more. Commands may write in the work folder and in the call's own
 * temporary folder, may use the network, and are not shown the key.
 */
export function codexConfig(environment: ParentEnvironment): string {
  return `approval_policy = "never"
check_for_update_on_startup = false
cli_auth_credentials_store = "file"
model_provider = "service"

[analytics]
enabled = false

[features]
apps = false
plugins = false

[skills]
bundled = { enabled = false }

[sandbox_workspace_write]
network_access = true
exclude_slash_tmp = true

[shell_environment_policy]
exclude = ${JSON.stringify(API_KEYS)}

[model_providers.service]
name = "OpenAI"
${loginLines(environment)}
wire_api = "responses"
env_http_headers = { "OpenAI-Organization" = "OPENAI_ORGANIZATION", "OpenAI-Project" = "OPENAI_PROJECT" }
request_max_retries = 2
stream_max_retries = 2
stream_idle_timeout_ms = 120000
`;
}

/** With a login in a file the client knows by itself which service that is for. */
function loginLines(environment: ParentEnvironment): string {
  const key = loginKey(environment);
  if (key === null) return 'requires_openai_auth = true';
  const url = environment.OPENAI_BASE_URL || OPENAI;
  return `base_url = ${JSON.stringify(url)}\nenv_key = ${JSON.stringify(key)}`;
}
