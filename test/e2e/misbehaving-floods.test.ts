import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { measureWith, planScene } from '../support/misbehaviour.ts';
import { resultsOf } from '../support/workspace-files.ts';

const KIB = 1024;
const LIMIT_MB = 200;

/** Loaded into the program, it writes down the most memory that the program ever had, in KiB. */
const REPORTER = `
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) {
  process.on('exit', () => writeFileSync(process.env.MEMORY_REPORT, String(process.resourceUsage().maxRSS)));
}
`;

it.for(['events', 'longEvents', 'noise', 'oneLine', 'errors', 'file'])(
  'an executor that floods 100 MiB of %s and does its work has its score, and we never take more than 200 MB',
  async (flood) => {
    const scene = await planScene(onTestFinished);
    const [reporter, report] = [join(scene.root, 'reporter.mjs'), join(scene.root, 'memory')];
    await writeFile(reporter, REPORTER);
    const env = { FLOOD: flood, MEMORY_REPORT: report, NODE_OPTIONS: `--import ${reporter}` };
    expect(await measureWith('floods', scene, { env })).toMatchObject({ code: 0 });
    expect(await resultsOf(scene.workspace)).toContain('\n0\tT\t0.68\t0.68\tbaseline\t');
    expect(Number(await readFile(report, 'utf8')) / KIB).toBeLessThan(LIMIT_MB);
  },
);
