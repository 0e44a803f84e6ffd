import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from '../dist/cli/main.js';
import { readSuite } from '../dist/evals/suite.js';
import { reportIteration } from '../dist/loop/report-iteration.js';
import { createTables } from '../dist/loop/tables.js';
import { archiveRun } from '../dist/records/archive/archive-run.js';
import { createJobWriter } from '../dist/records/artifacts/export-artifacts.js';
import { workspaceAt } from '../dist/store/layout.js';
import { decisionsOf, readRunState } from '../dist/store/run-state.js';
import { makeIdle, quietly } from './idle-skill.js';

const [EVALS, ITERATIONS] = [8, 30];

/** Edits the skill where it is the improver. */
const IMPROVES = `case "$(cat)" in *'"role":"improver"'*) echo Again. >> skill/SKILL.md;; esac`;

/**
 * What recording takes of a run whose agent answers in 100 ms: once as the wall time of a run that exports each iteration
 * and archives itself over that of one that does not, and once by doing all of a run's recording again, one after the
 * other, over the wall time of that run. Of the first, half of the spread is what the machine does meanwhile.
 */
export async function measureRecording(root, rounds) {
  const idle = await makeIdle(root, { count: EVALS, seconds: 0.1, does: IMPROVES });
  const samples = { ratio: [], share: [], reports: [], tables: [], jobs: [], archive: [] };
  // The first round compiles and loads.
  for (let round = -1; round < rounds; round += 1) {
    const at = (name) => join(root, `${name}-${round}`);
    const plain = await climbed(idle, [at('plain')]);
    const recorded = await climbed(idle, [at('recorded'), '--artifacts', at('artifacts')]);
    const parts = await recordAgain(at('recorded'), at('again'));
    if (round >= 0) {
      samples.ratio.push((100 * (recorded - plain)) / plain);
      samples.share.push((100 * Object.values(parts).reduce((sum, ms) => sum + ms, 0)) / plain);
      for (const [name, ms] of Object.entries(parts)) samples[name].push(ms / (ITERATIONS + 1));
    }
    for (const name of ['plain', 'recorded', 'artifacts', 'again']) await rm(at(name), { recursive: true, force: true });
  }
  const run = `${ITERATIONS} iterations of ${EVALS} evals, agent answers in 100 ms`;
  return [
    { what: `${run}: longer with --artifacts`, samples: samples.ratio, unit: '%', target: 'at most 3 %' },
    { what: 'all of its recording again, of its wall time', samples: samples.share, unit: '%', target: 'at most 3 %' },
    { what: '  report of an iteration', samples: samples.reports, unit: 'ms' },
    { what: '  leaderboard.csv and history.json after it', samples: samples.tables, unit: 'ms' },
    { what: '  job and proposal of an iteration', samples: samples.jobs, unit: 'ms' },
    { what: '  archive, shared by all iterations', samples: samples.archive, unit: 'ms' },
  ];
}

/** Milliseconds of a run in this process. */
async function climbed({ skill, agent }, [workspace, ...more]) {
  const flags = ['--agent', `command:${agent}`, '--workspace', workspace, '--iterations', String(ITERATIONS)];
  const start = performance.now();
  await quietly(main, ['improve', skill, ...flags, '--seed', '1', '--final-passes', '0', ...more]);
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
