type ParentEnvironment = Readonly<Record<string, string | undefined>>;

/** What any program needs to start, speak the person's language and reach the network. Everything else stays out. */
const ALLOWED = [
  'PATH',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'SHELL',
  'USER',
  'LOGNAME',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
];

/**
 * The environment of an agent, before the agent's own variables: an allow-list of the parent's, and what the user
 * names in `passEnv`. HOME is never among it; each agent sets its own. PATH loses what lies in a `hidden` folder, such
 * as the programs that npx finds where it was started.
 */
export function allowedEnvironment(
  parent: ParentEnvironment,
  passEnv: readonly string[],
  hidden: readonly string[] = [],
): Record<string, string> {
  const environment: Record<string, string> = { TERM: 'dumb' };
  for (const [name, value] of Object.entries(parent)) {
    if (value !== undefined && (isAllowed(name) || passEnv.includes(name))) environment[name] = value;
  }
  if (environment.PATH !== undefined) environment.PATH = pathWithout(hidden, environment.PATH);
  return environment;
}

/** Whether a path, or one of a list of paths, is one of the folders or lies in it. */
export function pointsInto(value: string, folders: readonly string[]): boolean {
  return value.split(':').some((path) => folders.some((folder) => `${path}/`.startsWith(`${folder}/`)));
}

function pathWithout(folders: readonly string[], path: string): string {
  const entries = path.split(':').filter((entry) => !pointsInto(entry, folders));
  return entries.join(':');
}

/** Values of the parent's variables whose names say that they are secret; to be redacted wherever an agent shows them. */
export function secretValues(parent: ParentEnvironment): readonly string[] {
  return Object.entries(parent).flatMap(([name, value]) =>
    value !== undefined && value.length >= 8 && SECRET_NAME.test(name) ? [value] : [],
  );
}

const SECRET_NAME = /(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$/i;

function isAllowed(name: string): boolean {
  return ALLOWED.includes(name.toUpperCase()) || name.startsWith('LC_');
}
