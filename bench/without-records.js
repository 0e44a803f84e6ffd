import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('..', import.meta.url));

/** What records a run and is not needed to run it, and what stands in its place. */
const LEFT_OUT = {
  'loop/record-iteration.js': 'export const recordIteration = async () => {}; export const mendMetrics = async () => {};',
  'loop/source-facts.js': 'export const sourceFacts = async () => null;',
  'loop/report-iteration.js': 'export const reportIteration = async () => {}; export const mendReports = async () => {};',
  'loop/tables.js': "export const createTables = () => async () => ({ leaderboard: '', history: '' });",
  'records/archive/archive-run.js': "export const archiveRun = async () => 'run_000';",
};

/** Puts a copy of the program into a folder that records nothing; what recording costs is what a run takes longer with it. */
export async function makeWithoutRecords(folder) {
  await mkdir(folder);
  for (const name of ['bin', 'dist', 'data', 'package.json']) {
    await cp(join(HERE, name), join(folder, name), { recursive: true });
  }
  await symlink(join(HERE, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries(LEFT_OUT)) await writeFile(join(folder, 'dist', path), `${text}\n`);
  return join(folder, 'bin', 'skillratchet.js');
}
