import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSuite } from '../dist/evals/suite.js';
import { reportIteration } from '../dist/loop/report-iteration.js';
import { createTables } from '../dist/loop/tables.js';
import { archiveRun } from '../dist/records/archive/archive-run.js';
import { createJobWriter } from '../dist/records/artifacts/export-artifacts.js';
import { workspaceAt } from '../dist/store/layout.js';
import { decisionsOf, readRunState } from '../dist/store/run-state.js';
import { makeIdle } from './idle-skill.js';
import { makeWithoutRecords } from './without-records.js';

const PROGRAM = fileURLToPath(new URL('../bin/skillratchet.js', import.meta.url));
const [EVALS, ITERATIONS] = [8, 30];

/** Edits the skill where it is the improver, never twice the same way. */
const IMPROVES = `case "$(cat)" in *'"role":"improver"'*) echo "Again, as $$." >> skill/SKILL.md;; esac`;

/**
 * What recording takes of a run whose agent answers in 100 ms: the wall time of a run that records everything, the jobs of
 * `--artifacts` and an archive included, over that of one that records nothing, in pairs; much of the spread is what the
 * machine does meanwhile. Then what each kind takes when all of it is done again, one after the other.
 */
export async function measureRecording(root, rounds) {
  const idle = await makeIdle(root, { count: EVALS, seconds: 0.1, does: IMPROVES });
  const without = await makeWithoutRecords(join(root, 'without'));
  const samples = { longer: [], reports: [], tables: [], jobs: [], archive: [] };
  for (let round = 0; round < rounds; round += 1) {
    const at = (name) => join(root, `${name}-${round}`);
    const plain = climbed(without, idle, ['--workspace', at('plain')]);
    const recorded = climbed(PROGRAM, idle, ['--workspace', at('recorded'), '--artifacts', at('artifacts')]);
    samples.longer.push((100 * (recorded - plain)) / plain);
    for (const [name, ms] of Object.entries(await recordAgain(at('recorded'), at('again')))) {
      samples[name].push(ms / (ITERATIONS + 1));
    }
    for (const name of ['plain', 'recorded', 'artifacts', 'again']) await rm(at(name), { recursive: true, force: true });
  }
  const run = `${ITERATIONS} iterations of ${EVALS} evals, agent answers in 100 ms`;
  return [
    { what: `${run}: longer with all that is recorded`, samples: samples.longer, unit: '%', target: 'at most 3 %' },
    { what: '  report of an iteration, afterwards', samples: samples.reports, unit: 'ms' },
    { what: '  leaderboard.csv and history.json after it', samples: samples.tables, unit: 'ms' },
    { what: '  job and proposal of an iteration', samples: samples.jobs, unit: 'ms' },
    { what: '  archive, shared by all iterations', samples: samples.archive, unit: 'ms' },
  ];
}

/** Milliseconds of a run, its start included. */
function climbed(program, { skill, agent }, flags) {
  const args = ['improve', skill, '--agent', `command:${agent}`, '--iterations', String(ITERATIONS), '--seed', '1'];
  const start = performance.now();
  execFileSync(process.execPath, [program, ...args, '--final-passes', '0', ...flags], { stdio: 'ignore' });
  return performance.now() - start;
}

/** Milliseconds of each kind of recording, for all iterations of a run. */
async function recordAgain(root, to) {
  const workspace = workspaceAt(root);
  const state = await readRunState(workspace);
  const decisions = decisionsOf(state);
  const { evals } = await readSuite(workspace.version('v0'), { allowMissingFiles: true });
  const campaign = { workspace, run: state.run, evals, canaries: { own: 'no canary', stated: [] } };
  const redact = Object.assign((text) => text, { secrets: [] });
  const tables = createTables(workspace, state.run);
  const write = createJobWriter(workspace, { to, redact, options: {} });
  const parts = { reports: 0, tables: 0, jobs: 0, archive: 0 };
  const timed = async (name, work) => {
    const start = performance.now();
    await work();
    parts[name] += performance.now() - start;
  };
  for (const [index, { iteration }] of decisions.entries()) {
    await timed('reports', () => reportIteration(campaign, iteration));
    await timed('tables', () => tables(decisions.slice(0, index + 1)));
    await timed('jobs', () => write([iteration]));
  }
  const now = new Date().toISOString();
  const end = { exit_code: 0, started_at: now, completed_at: now };
  await timed('archive', () => archiveRun(to, { workspace, end, programs: [], redact }));
  return parts;
}
