#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);

if (existsSync(main)) {
  const program = await import(main.href);
  await program.main(process.argv.slice(2));
} else {
  console.error('skillratchet is not built yet: run `npm ci && npm run build` in its folder.');
  process.exitCode = 1;
}
