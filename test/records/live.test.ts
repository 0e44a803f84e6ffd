import { describe, expect, it } from 'vitest';
import { follow } from '../../src/records/live.ts';
import type { ExportSummary } from '../../src/records/port.ts';
import { decided, iterationStarted } from '../core/run-events.ts';

const NOTHING: ExportSummary = { written: {}, skipped: {}, warnings: [] };

/** A run that is told to somebody who answers when the test says so. */
function followed(answer: () => Promise<ExportSummary>, lastMs: number | null = 1000) {
  const [sent, warnings]: [unknown[], string[]] = [[], []];
  let aborted = 0;
  const abort = (): void => {
    aborted += 1;
  };
  const live = follow(
    {
      record: (decided, { last }) => {
        sent.push(last ? [...decided, 'last'] : decided);
        return answer();
      },
      command: 'export mlflow',
      limit: lastMs === null ? null : { ms: lastMs, abort },
    },
    (message) => warnings.push(message),
  );
  return { live, sent, warnings, aborted: () => aborted };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const sending = (sent: readonly unknown[], times: number) => expect.poll(() => sent.length).toBe(times);

describe('a run that is followed', () => {
  it('is sent after each decision and nothing else, and with its report at the end', async () => {
    const { live, sent } = followed(async () => NOTHING);
    live.hear(iterationStarted(1, 'v0', ['a']));
    await settled();
    expect(sent).toEqual([]);
    for (const iteration of [0, 1]) {
      live.hear(decided({ iteration }));
      await sending(sent, iteration + 1);
    }
    await live.finish();
    expect(sent).toEqual([[0], [1], ['last']]);
  });

  it('is sent once for all that was decided while the server was slow', async () => {
    let answer = (): void => undefined;
    const { live, sent } = followed(() => new Promise((resolve) => (answer = () => resolve(NOTHING))));
    live.hear(decided({ iteration: 0 }));
    await sending(sent, 1);
    for (const iteration of [1, 2]) live.hear(decided({ iteration }));
    expect(sent).toEqual([[0]]);
    answer();
    await sending(sent, 2);
    expect(sent).toEqual([[0], [1, 2]]);
    const end = live.finish();
    answer();
    await sending(sent, 3);
    answer();
    await end;
    expect(sent).toEqual([[0], [1, 2], ['last']]);
  });

  it('warns once of a server that is dead, and tries again at the next decision and at the end', async () => {
    const { live, sent, warnings } = followed(async () => {
      throw new Error('nobody there.');
    });
    for (const iteration of [0, 1]) {
      live.hear(decided({ iteration }));
      await sending(sent, iteration + 1);
    }
    await live.finish();
    expect(sent).toEqual([[0], [0, 1], [0, 1, 'last']]);
    expect(warnings).toEqual([
      expect.stringMatching(/^nobody there\. The run goes on\. .*`skillratchet export mlflow`/),
    ]);
  });

  it('tells what could not be sent, each once', async () => {
    const { live, warnings } = followed(async () => ({ ...NOTHING, warnings: ['one', 'two'] }));
    live.hear(decided());
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

  it('takes as long as it takes at the end where there is no limit', async () => {
    let answer = (): void => undefined;
    const { live, sent } = followed(() => new Promise((resolve) => (answer = () => resolve(NOTHING))), null);
    const end = live.finish();
    await settled();
    answer();
    await end;
    expect(sent).toEqual([['last']]);
  });
});
