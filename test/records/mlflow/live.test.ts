import { describe, expect, it } from 'vitest';
import type { LoopEvent } from '../../../src/core/events.ts';
import { trackLive } from '../../../src/records/mlflow/live.ts';
import type { ExportSummary } from '../../../src/records/port.ts';

const DECIDED: LoopEvent = {
  ...{ event: 'decided', at: '2026-01-01T00:00:00Z', iteration: 1, action: 'kept', reason: 'better' },
  ...{ score: '1', best_score: '1', changelog: 'an edit' },
};
const NOTHING: ExportSummary = { written: {}, skipped: {}, warnings: [] };

/** A run that is told to a server that answers when the test says so. */
function followed(send: (options: { readonly report: boolean }) => Promise<ExportSummary>, lastMs = 1000) {
  const [sent, warnings]: [boolean[], string[]] = [[], []];
  let aborted = 0;
  const live = trackLive({
    send: (options) => {
      sent.push(options.report);
      return send(options);
    },
    abort: () => {
      aborted += 1;
    },
    warn: (message) => warnings.push(message),
    lastMs,
  });
  return { live, sent, warnings, aborted: () => aborted };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a run that is followed', () => {
  it('is sent after each decision and nothing else, and with its report at the end', async () => {
    const { live, sent } = followed(async () => NOTHING);
    live.hear({ event: 'warning', at: DECIDED.at, message: 'something' });
    await settled();
    expect(sent).toEqual([]);
    for (let times = 0; times < 2; times += 1) {
      live.hear(DECIDED);
      await settled();
    }
    await live.finish();
    expect(sent).toEqual([false, false, true]);
  });

  it('is sent once for all that was decided while the server was slow', async () => {
    let answer = (): void => undefined;
    const { live, sent } = followed(() => new Promise((resolve) => (answer = () => resolve(NOTHING))));
    for (let times = 0; times < 5; times += 1) live.hear(DECIDED);
    expect(sent).toEqual([false]);
    answer();
    await settled();
    expect(sent).toEqual([false, false]);
    answer();
    await settled();
    const end = live.finish();
    await settled();
    answer();
    await end;
    expect(sent).toEqual([false, false, true]);
  });

  it('warns once of a server that is dead, and tries again at the next decision and at the end', async () => {
    const { live, sent, warnings } = followed(async () => {
      throw new Error('nobody there.');
    });
    for (let times = 0; times < 3; times += 1) {
      live.hear(DECIDED);
      await settled();
    }
    await live.finish();
    expect(sent).toEqual([false, false, false, true]);
    expect(warnings).toEqual([
      expect.stringMatching(/^nobody there\. The run goes on\. .*`skillratchet export mlflow`/),
    ]);
  });

  it('tells what could not be sent, each once', async () => {
    const { live, warnings } = followed(async () => ({ ...NOTHING, warnings: ['one', 'two'] }));
    live.hear(DECIDED);
    await settled();
    await live.finish();
    expect(warnings).toEqual(['one', 'two']);
  });

  it('gives up at the end when its time is over', async () => {
    let fail = (): void => undefined;
    const { live, aborted } = followed(
      () => new Promise((_, reject) => (fail = () => reject(new Error('given up')))),
      20,
    );
    const end = live.finish();
    await settled();
    while (aborted() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    fail();
    await end;
    expect(aborted()).toBe(1);
  });
});
