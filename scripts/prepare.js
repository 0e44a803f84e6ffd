import { existsSync } from 'node:fs';

// Installed without development dependencies there is no compiler, and nothing to prepare.
if (existsSync(new URL('../node_modules/typescript/bin/tsc', import.meta.url))) await import('./build.js');
