import { liesIn } from './mounts.ts';

/** Where a system keeps programs, libraries, and what those read to start and to reach the network; nothing personal. */
export const SYSTEM_PATHS: readonly string[] = [
  ...['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/opt', '/nix/store', '/gnu/store'],
  ...[
    'alternatives',
    'ca-certificates',
    'crypto-policies',
    'fonts',
    'gai.conf',
    'group',
    'host.conf',
    'hosts',
    'java',
    'ld.so.cache',
    'ld.so.conf',
    'ld.so.conf.d',
    'localtime',
    'magic',
    'mime.types',
    'nsswitch.conf',
    'os-release',
    'passwd',
    'pki',
    'protocols',
    'resolv.conf',
    'services',
    'ssl',
    'terminfo',
    'timezone',
  ].map((name) => `/etc/${name}`),
];

/** Whether a path is part of the system. */
export function isSystem(path: string): boolean {
  return SYSTEM_PATHS.some((system) => liesIn(path, system));
}
