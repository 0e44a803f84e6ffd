import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events.ts';
import { spendIn, tallyOf } from '../../src/core/tally.ts';
import { openJournal, readEvents, readNoise } from '../../src/store/journal.ts';
import { callEnded, callStarted, runStarted } from '../core/run-events.ts';
import { useTempFolder } from '../platform/temp.ts';

const temp = useTempFolder();
const file = () => join(temp(), 'events.jsonl');
const warning = (message: string): RunEvent => ({ event: 'warning', at: '2025-01-15T10:30:00.000Z', message });

describe('the journal', () => {
  it('has each event on disk when append resolves, in the order of the calls', async () => {
    const journal = await openJournal(file());
    await Promise.all(['one', 'two\nlines', 'drei ↦ 😀'].map((message) => journal.append(warning(message))));
    expect(await readEvents(file())).toEqual([warning('one'), warning('two\nlines'), warning('drei ↦ 😀')]);
    expect((await readFile(file(), 'utf8')).split('\n')).toHaveLength(4);
  });

  it('knows an event from the moment it is noted, and those of earlier starts', async () => {
    await (await openJournal(file())).append(warning('before'));
    const journal = await openJournal(file());
    const written = journal.append(warning('now'));
    expect(journal.events()).toEqual([warning('before'), warning('now')]);
    await written;
  });

  it('counts the spend of every event, of earlier starts too', async () => {
    const events = [runStarted(0), callStarted('executor', 'a', 1), callEnded(0.25, 3), callStarted('judge', 'a', 4)];
    const [first, ...others] = events;
    if (first !== undefined) await (await openJournal(file())).append(first);
    const journal = await openJournal(file());
    for (const event of others) {
      const written = journal.append(event);
      expect(journal.tally()).toEqual(tallyOf(journal.events()));
      await written;
    }
    expect(spendIn(journal.tally())).toMatchObject({ calls: 2, trials: 1, cost_usd: null, duration_ms: 4000 });
  });

  it('keeps an event waiting for the flush that it is part of, and fails with it', async () => {
    const journal = await openJournal(file());
    await mkdir(file());
    const appended = await Promise.allSettled(['one', 'two'].map((message) => journal.append(warning(message))));
    expect(appended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(journal.append(warning('three'))).rejects.toMatchObject({ code: 'EISDIR' });
  });

  it('loses only a last line that a kill tore, and goes on behind the whole ones', async () => {
    await (await openJournal(file())).append(warning('whole'));
    await appendFile(file(), JSON.stringify(warning('torn')).slice(0, -3));
    const journal = await openJournal(file());
    expect(journal.events()).toEqual([warning('whole')]);
    await journal.append(warning('next'));
    expect(await readEvents(file())).toEqual([warning('whole'), warning('next')]);
  });

  it('passes over lines that are no events of ours', async () => {
    const lines = [
      '',
      'no JSON',
      '[]',
      '{"event": "invented", "at": "x"}',
      JSON.stringify(warning('ours')),
      '{"event": "warning"}',
    ];
    await writeFile(file(), `${lines.join('\n')}\n`);
    expect(await readEvents(file())).toEqual([warning('ours')]);
  });

  it('is empty where there is none, and is not made by reading', async () => {
    expect(await readEvents(file())).toEqual([]);
    expect((await openJournal(file())).events()).toEqual([]);
    await expect(readFile(file())).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('what was said of the noise', () => {
  const noise = (passes: number): RunEvent => {
    return { event: 'noise', at: '2025-01-15T10:30:00.000Z', evals: 4, one_pass: 0.05, passes, smallest_gain: null };
  };
  const write = (...lines: readonly unknown[]) =>
    writeFile(file(), lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));

  it('is what was said first, however long the journal is after it', async () => {
    const long = Array.from({ length: 3000 }, (_, index) => warning(`${index}`));
    await write(
      warning('of "noise"'),
      '{"event": "noise"',
      '{"event": "noise"}',
      noise(2),
      noise(4),
      ...long,
      noise(3),
    );
    expect(await readNoise(file())).toEqual(noise(2));
  });

  it('is null where nothing was, and without a journal', async () => {
    expect(await readNoise(file())).toBeNull();
    await write(warning('one'));
    expect(await readNoise(file())).toBeNull();
  });
});
