import type { Sandbox } from './port.ts';

/** No wall: a command reaches what the person reaches. */
export const noSandbox: Sandbox = { name: 'none', confine: (command) => command };
