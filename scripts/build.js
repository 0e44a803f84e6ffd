import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build-page.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const fresh = `${root}node_modules/.dist-${process.pid}`;
const old = `${fresh}-old`;

// Built aside and swapped in: a program that starts from dist while another build goes on finds it whole.
const [program, page] = await Promise.allSettled([compileProgram(), buildPage(`${fresh}/dashboard/page`)]);
const failed = [program, page].flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
for (const reason of failed) console.error(reason instanceof Error ? reason.message : reason);
if (failed.length === 0) {
  if (existsSync(`${root}dist`)) renameSync(`${root}dist`, old);
  renameSync(fresh, `${root}dist`);
  rmSync(old, { recursive: true, force: true });
}
rmSync(fresh, { recursive: true, force: true });
process.exitCode = failed.length === 0 ? 0 : 1;

async function compileProgram() {
  const compiler = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', fresh];
  const [status] = await once(spawn(process.execPath, compiler, { cwd: root, stdio: 'inherit' }), 'exit');
  if (status !== 0) throw new Error(`the compiler ended with ${status}`);
}
