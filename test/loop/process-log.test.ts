import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events.ts';
import { useTempFolder } from '../platform/temp.ts';
import { JUDGED, smallBench } from '../support/campaign.ts';

const folder = useTempFolder();
const SECRET = 'sk-planted-0123456789';

type Kind<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>;
const runsIn = (events: readonly RunEvent[]) =>
  events.filter((one): one is Kind<'process_run'> => one.event === 'process_run');

/** Case A is decided by a command that has a secret in its arguments, and a very long one. */
const COMMANDED = {
  id: 'a',
  prompt: 'Work through case A.',
  expectations: [{ type: 'shell_command', command: ['sh', '-c', `exit 0 # ${SECRET}`, 'x'.repeat(1000)] }],
};

describe('the journal of a run', () => {
  it('has every process that was started, with how it ended, before the end of its call; no secret and no prompt', async () => {
    const bench = await smallBench(folder(), {}, [COMMANDED, JUDGED]);
    const passed = { API_KEY: SECRET };
    const { events } = await bench.improve({ passed, limits: { iterations: 1 } });
    const runs = runsIn(events);
    const calls = events.filter(({ event }) => event === 'call_started').length;
    const agents = runs.filter(({ purpose }) => purpose === 'agent');
    expect(agents).toHaveLength(calls);
    for (const run of agents) {
      expect(run).toMatchObject({ cwd: 'work', end: 'exited', exit_code: 0, signal: null });
      expect(run.argv).toEqual([expect.stringMatching(/plan\.js$/)]);
      const told = events.findIndex((one) => one.event === 'process_run' && one.call === run.call);
      expect(events[told + 1]).toBeDefined();
      expect(events.some((one) => one.event === 'call_ended' && one.call === run.call)).toBe(true);
    }
    const [check] = runs.filter(({ purpose }) => purpose === 'check');
    expect(check).toMatchObject({ call: null, cwd: 'work', exit_code: 0 });
    expect(check?.argv[2]).toBe('exit 0 # [redacted]');
    expect(check?.argv[3]).toHaveLength(200);
    expect(runs.filter(({ purpose }) => purpose === 'git')).toMatchObject([
      { call: null, cwd: 'skill' },
      { call: null, cwd: 'skill' },
    ]);
    const text = await bench.text('events.jsonl');
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('Work through case');
  });

  it('says which process was ended, and by what', async () => {
    const bench = await smallBench(folder());
    const { events } = await bench.improve({ agent: 'hangs', config: { timeout_ms: 500 }, limits: { iterations: 0 } });
    expect(runsIn(events)).toContainEqual(
      expect.objectContaining({ end: 'timeout', exit_code: null, signal: 'SIGTERM' }),
    );
  });

  it('has what an edit did to the files, with their sizes and hashes', async () => {
    const bench = await smallBench(folder(), { 'old.md': 'old', 'same.md': 'same' });
    const improver = await bench.agent(
      'mover',
      `async improver(request) {
        fs.rmSync('skill/old.md');
        fs.writeFileSync('skill/new.md', 'new');
        return planRoles.improver(request);
      }`,
    );
    const { events } = await bench.improve({ improver, limits: { iterations: 1 } });
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(events.filter(({ event }) => event === 'candidate_changed')).toEqual([
      expect.objectContaining({
        iteration: 1,
        more: 0,
        files: [
          { path: 'SKILL.md', change: 'changed', bytes: expect.any(Number), sha256 },
          { path: 'new.md', change: 'added', bytes: 3, sha256 },
          { path: 'old.md', change: 'removed', bytes: null, sha256: null },
        ],
      }),
    ]);
  });
});
